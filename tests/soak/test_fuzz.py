"""`make soak-fuzz`: a million mutated inputs to the parsers and twenty thousand to an agent's process; what breaks is kept in the corpus."""

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from core.units import MIB
from tests.fuzz.campaign import attack
from tests.fuzz.hostile_peers import HostilePeers
from tests.fuzz.large_inputs import MAX_COST_BYTES, cost_of, heavy
from tests.fuzz.targets import TARGETS
from tests.system.tried_agents import TriedAgents

NUM_RUNS = int(os.environ.get("SOAK_RUNS", "50"))
NUM_PARSED_A_RUN = 20_000
NUM_SAID_A_RUN = 400
MAX_GROWTH_BYTES = 5 * MIB
FIRST_SEED = 1000


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_no_input_breaks_a_parser_or_an_agent(tmp_path: Path, write_result: Callable[[str, str], None]) -> None:
    outcomes, parsed_growth = parse_mutations()
    num_said, said_growth = say_mutations(tmp_path)
    write_result(
        "soak-fuzz",
        f"{outcomes.total()} inputs to {len(TARGETS)} parsers, {outcomes['ok']} taken, the others refused with {len(outcomes) - 1} codes, "
        f"{parsed_growth / MIB:+.1f} MiB; {num_said} to an agent's process, {said_growth / MIB:+.1f} MiB; seeds from {FIRST_SEED}",
    )


@pytest.mark.soak
@pytest.mark.parametrize("size", heavy(1))
def test_no_megabyte_of_objects_or_names_costs_more_than_forty_eight(size: str) -> None:
    costs = {target: cost_of(target, heavy(1)[size]) for target in TARGETS}
    assert {target: cost for target, cost in costs.items() if cost > MAX_COST_BYTES} == {}


def parse_mutations() -> tuple[Counter[str], int]:
    """How often each outcome came, and by how much this process has grown after the first fifth."""
    outcomes: Counter[str] = Counter()
    process = psutil.Process()
    after_warm_up = 0
    for run in range(NUM_RUNS):
        if run == NUM_RUNS // 5:
            after_warm_up = process.memory_full_info().uss
        for target in TARGETS:
            outcomes += attack(target, NUM_PARSED_A_RUN // len(TARGETS) + 1, FIRST_SEED + run)
    grown = process.memory_full_info().uss - after_warm_up
    assert grown <= MAX_GROWTH_BYTES
    return outcomes, grown


def say_mutations(folder: Path) -> tuple[int, int]:
    """How much was said to an agent, and by how much it has grown after the first fifth."""
    agents = TriedAgents(folder)
    try:
        process = psutil.Process(agents.tried.pid)
        after_warm_up = num_said = 0
        for run in range(NUM_RUNS):
            if run == NUM_RUNS // 5:
                after_warm_up = process.memory_full_info().uss
            peers = HostilePeers(agents, FIRST_SEED + run)
            agents.run(lambda peers=peers: peers.say(NUM_SAID_A_RUN), timeout_s=300)
            agents.assert_unharmed()
            num_said += peers.num_said
        grown = process.memory_full_info().uss - after_warm_up
        assert grown <= MAX_GROWTH_BYTES
        return num_said, grown
    finally:
        agents.stop()
