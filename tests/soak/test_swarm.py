"""`make soak-swarm`: fifty agents on one machine know each other fully and complete a thousand tasks among them."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.system.swarm import swarm

NUM_AGENTS = 50
NUM_TASKS = 1000
KNOWN_WITHIN_S = 20.0


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_fifty_agents_know_each_other_and_complete_a_thousand_tasks(tmp_path: Path, write_result: Callable[[str, str], None]) -> None:
    with swarm(tmp_path, NUM_AGENTS) as agents:
        known_s = agents.await_knowing(KNOWN_WITHIN_S)
        started_s = time.monotonic()
        latencies_ms = agents.ask(NUM_TASKS)
        tasks_s = time.monotonic() - started_s
        memory_mb = agents.resident_mb()
    result = (
        f"{NUM_AGENTS} agents knew each other fully {known_s:.1f} s after the last was ready; {len(latencies_ms)} of {NUM_TASKS} tasks "
        f"completed in {tasks_s:.0f} s, median {statistics.median(latencies_ms):.0f} ms with the first connections included; "
        f"{memory_mb / NUM_AGENTS:.0f} MB an agent"
    )
    write_result("soak-swarm", result)
