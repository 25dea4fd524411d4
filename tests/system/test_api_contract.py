"""The local API does what its OpenAPI document says, whatever it is asked."""

import os
import subprocess
import sys
import uuid
from pathlib import Path

import httpx
import pytest

from core.signing.keys import SigningKey
from p2p.agent.launch import RunningAgent
from p2p.agent.storage.home import AgentHome
from tests.p2p.agent.forks import start_fork
from tests.system.socket_proxy import proxied

ROOT = Path(__file__).resolve().parents[2]
CHECKS = (
    "every_error_has_its_code,status_code_conformance,content_type_conformance,response_headers_conformance,"
    "response_schema_conformance,negative_data_rejection"
)


def examine(agent: RunningAgent, phases: str, num_examples: int, seed: int) -> str:
    """Ask `agent` for everything that its OpenAPI document allows and forbids, but for its end and its endless stream of events; return what schemathesis found."""
    with proxied(agent.home.socket_path) as url:
        command = [
            Path(sys.executable).with_name("schemathesis"),
            "run",
            f"{url}/openapi.json",
            "--exclude-path",
            "/stop",
            "--exclude-path",
            "/peers/events",
        ]
        options = ["--checks", CHECKS, "--phases", phases, "--max-examples", str(num_examples), "--seed", str(seed)]
        environment = {**os.environ, "SCHEMATHESIS_HOOKS": "tests.system.api_checks", "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [*command, *options, "--request-timeout", "60", "--warnings", "off", "--no-shrink", "--continue-on-failure"],
            cwd=agent.home.path,
            env=environment,
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory):
    environment = {**os.environ, "P2P_AGENT_INTERFACES": "127.0.0.1", "P2P_AGENT_NETWORK": f"api-{uuid.uuid4().hex[:8]}"}
    running = start_fork(AgentHome.at(tmp_path_factory.mktemp("api")), environment)
    yield running
    running.stop()


@pytest.mark.slow
def test_every_answer_is_the_documented_one(agent: RunningAgent) -> None:
    examine(agent, "fuzzing,stateful", num_examples=8, seed=1)
    assert agent.client.health() == "running"
    assert "Traceback" not in (agent.home.logs / "agent.log").read_text()


HALF_A_PAIR = "\\ud800"


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/ask", '{"peer": "%s", "task": "Echo me", "input": 1}', "p2p.request.invalid"),
        ("/clean", '{"is_dry_run": 0}', "p2p.request.invalid"),
        ("/peers", f'{{"peer": "%s", "addresses": ["/{HALF_A_PAIR}"]}}', "p2p.request.invalid"),
        ("/corpora", f'{{"name": "x", "path": "{HALF_A_PAIR}"}}', "p2p.file.refused"),
    ],
)
def test_what_broke_the_api_once_is_refused(agent: RunningAgent, path: str, body: str, code: str) -> None:
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(agent.home.socket_path)), base_url="http://agent") as http:
        raw = body.replace("%s", SigningKey.generate().peer_id)
        answer = http.post(path, content=raw, headers={"content-type": "application/json"})
        assert answer.status_code < 500
        assert answer.json()["code"] == code
        assert http.get("/peers").status_code == 200
