"""`make soak-wire`: six agents end in the simulation's bits, for every strategy and codec, all alive or one killed in mid-round."""

import itertools
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.system.agents import AgentNetwork, digit_shards
from tests.system.wire_crossing import CODECS, NUM_AGENTS, NUM_ROUNDS, STRATEGIES, Kill, cross, plan_for

NUM_RUNS = int(os.environ.get("SOAK_RUNS", "2"))


@pytest.fixture
def network(tmp_path: Path) -> Iterator[AgentNetwork]:
    made = AgentNetwork(tmp_path, digit_shards(NUM_AGENTS))
    yield made
    made.stop()


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_every_strategy_and_codec_ends_in_the_simulations_bits(network: AgentNetwork, write_result: Callable[[str, str], None]) -> None:
    ends: set[str | None] = set()
    for seed, strategy, codec, is_killed in itertools.product(range(NUM_RUNS), STRATEGIES, CODECS, (False, True)):
        draw = random.Random(f"{seed} {strategy} {codec}")
        kill = Kill(draw.randrange(NUM_AGENTS), draw.randrange(NUM_ROUNDS - 1), draw.randrange(1, NUM_AGENTS - 1)) if is_killed else None
        report = cross(network, plan_for(strategy, codec, seed), kill)
        ends.add(report.weights_sha256)
    num_sessions = 2 * NUM_RUNS * len(STRATEGIES) * len(CODECS)
    assert len(ends) == num_sessions
    write_result(
        "soak-wire",
        f"{num_sessions} sessions of {NUM_AGENTS} agents and {NUM_ROUNDS} rounds, {' '.join(STRATEGIES)} by {' '.join(CODECS)}, {NUM_RUNS} "
        f"seeds: all ended in the simulation's bits; in half of them one was killed in mid-round, started again, and trained the rounds after it",
    )
