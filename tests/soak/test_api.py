"""`make soak-api`: the local API does what its OpenAPI document says, over many examples and seeds."""

import os
import re
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from p2p.agent.launch import start_agent
from p2p.agent.storage.home import AgentHome
from tests.system.test_api_contract import examine

NUM_RUNS = int(os.environ.get("SOAK_RUNS", "5"))
NUM_EXAMPLES = 200


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_every_answer_is_the_documented_one_for_many_seeds(tmp_path: Path, write_result: Callable[[str, str], None]) -> None:
    environment = {**os.environ, "P2P_AGENT_INTERFACES": "127.0.0.1", "P2P_AGENT_NETWORK": f"api-{uuid.uuid4().hex[:8]}"}
    agent = start_agent(AgentHome.at(tmp_path / "home"), environment=environment, leash=True)
    num_cases = 0
    try:
        for seed in range(NUM_RUNS):
            said = examine(agent, "coverage,fuzzing,stateful", NUM_EXAMPLES, seed)
            num_cases += int(re.search(r"(\d+) generated", said.replace(",", ""))[1])
        assert agent.client.health() == "running"
        assert "Traceback" not in (agent.home.logs / "agent.log").read_text()
    finally:
        agent.stop()
    write_result("soak-api", f"{num_cases} requests by schemathesis in {NUM_RUNS} runs, every answer as documented, none of them a 500")
