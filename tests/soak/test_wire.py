"""`make soak-wire`: six agents end in the simulation's bits, for every strategy and codec, all alive or one killed in mid-round."""

import itertools
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.system.wire_crossing import CODECS, LARGE, NUM_AGENTS, NUM_ROUNDS, SMALL, STRATEGIES, Kill, cross, network_for, plan_for

NUM_RUNS = int(os.environ.get("SOAK_RUNS", "2"))


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_every_strategy_and_codec_ends_in_the_simulations_bits(tmp_path: Path, write_result: Callable[[str, str], None]) -> None:
    ends = [*crossed(SMALL, tuple(STRATEGIES), tmp_path / "small"), *crossed(LARGE, ("fedavg",), tmp_path / "large")]
    assert len(set(ends)) == len(ends)
    write_result(
        "soak-wire",
        f"{len(ends)} sessions of {NUM_AGENTS} agents and {NUM_ROUNDS} rounds, {' '.join(STRATEGIES)} by {' '.join(CODECS)}, and fedavg of "
        f"784 inputs by the same, {NUM_RUNS} seeds: all ended in the simulation's bits; in half of them one was killed in mid-round, started "
        f"again, and trained the rounds after it",
    )


def crossed(layer_sizes: tuple[int, ...], strategies: tuple[str, ...], folder: Path) -> list[str | None]:
    """What each session with these ends in."""
    ends: list[str | None] = []
    with network_for(layer_sizes, folder) as network:
        for seed, strategy, codec, is_killed in itertools.product(range(NUM_RUNS), strategies, CODECS, (False, True)):
            draw = random.Random(f"{seed} {strategy} {codec}")
            client, round_index, num_counted = draw.randrange(NUM_AGENTS), draw.randrange(NUM_ROUNDS - 1), draw.randrange(1, NUM_AGENTS - 1)
            kill = Kill(client, round_index, num_counted) if is_killed else None
            ends.append(cross(network, plan_for(strategy, codec, seed, layer_sizes), kill).weights_sha256)
    return ends
