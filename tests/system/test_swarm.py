"""Six agents on one machine, a small form of `make soak-swarm`."""

import pytest

from tests.system.swarm import swarm

NUM_AGENTS = 6
NUM_TASKS = 60


@pytest.mark.slow
def test_every_agent_of_a_swarm_knows_every_other_and_all_their_tasks_complete(tmp_path) -> None:
    with swarm(tmp_path, NUM_AGENTS) as agents:
        agents.await_knowing(30)
        assert len(agents.ask(NUM_TASKS)) == NUM_TASKS
