"""The client against two running agents."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.errors import CodedError
from core.signing.keys import SigningKey
from p2p.agent.client import AgentClient
from p2p.agent.home import AgentHome
from p2p.agent.launch import start_agent

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    environment = {**os.environ, "P2P_AGENT_INTERFACES": "127.0.0.1", "P2P_AGENT_NETWORK": f"client-{os.getpid()}"}
    homes = [AgentHome.at(tmp_path_factory.mktemp(name)) for name in ("a", "b")]
    agents = [start_agent(home, environment=environment, leash=True) for home in homes]
    agents[0].client.connect(agents[1].record.peer_id, agents[1].record.addresses)
    yield agents
    for agent in agents:
        agent.stop()


def test_an_agent_says_who_it_is(pair) -> None:
    facts = pair[0].client.id()
    assert (facts.peer_id, facts.addresses, facts.pid) == (pair[0].record.peer_id, pair[0].record.addresses, pair[0].pid)
    assert (facts.worker_pid, pair[0].client.health()) == (None, "running")


def test_a_trusted_agent_is_answered_and_a_stranger_is_not(pair) -> None:
    a, b = pair
    refused = a.client.ask(b.record.peer_id, "echo", "hello")
    assert (refused.status, refused.error["code"]) == ("failed", "p2p.peer.untrusted")
    assert b.client.trust_add(a.record.peer_id) == [a.record.peer_id] == b.client.trust_list()
    answer = a.client.ask(b.record.peer_id, "echo", {"text": "hello"})
    assert (answer.status, answer.output, answer.provider) == ("completed", {"text": "hello"}, b.record.peer_id)
    assert answer.latency_ms > 0
    assert b.client.trust_remove(a.record.peer_id) == []


def test_an_input_that_json_cannot_say_is_refused_with_a_code(pair) -> None:
    with pytest.raises(CodedError) as refusal:
        pair[0].client.ask(pair[1].record.peer_id, "echo", [float("nan")])
    assert refusal.value.code == "p2p.request.invalid"


def test_peers_are_known_with_their_state(pair) -> None:
    a, b = pair
    nobody = SigningKey.generate().peer_id
    a.client.trust_add(nobody)
    known = {facts.peer_id: facts for facts in a.client.peers()}
    assert (known[b.record.peer_id].is_connected, known[b.record.peer_id].is_trusted) == (True, False)
    assert set(b.record.addresses) <= set(known[b.record.peer_id].addresses)
    assert (known[nobody].is_trusted, known[nobody].is_connected, known[nobody].last_seen_s) == (True, False, None)


def test_agents_of_a_network_find_each_other(pair) -> None:
    give_up = time.monotonic() + 20
    while not any(facts.peer_id == pair[0].record.peer_id for facts in pair[1].client.peers()):
        assert time.monotonic() < give_up
        time.sleep(0.05)


def test_an_unreachable_peer_is_an_error_with_its_code(pair) -> None:
    with pytest.raises(CodedError) as failure:
        pair[0].client.ask(SigningKey.generate().peer_id, "echo", 1, timeout_s=3)
    assert failure.value.code == "p2p.peer.unreachable"


def test_the_agents_error_keeps_its_code_and_context(pair) -> None:
    with pytest.raises(CodedError) as failure:
        pair[0].client.session("none")
    assert (failure.value.code, failure.value.context["session_id"]) == ("p2p.session.unknown", "none")
    assert type(failure.value).__name__ == "SessionUnknownError"


def test_without_an_agent_the_client_says_what_to_do(tmp_path) -> None:
    with AgentClient(tmp_path / "agent.sock") as client, pytest.raises(CodedError) as failure:
        client.health()
    assert failure.value.code == "p2p.agent.not_running"
    assert "p2p-agent start" in str(failure.value)


def test_the_client_and_the_launcher_load_neither_trio_nor_libp2p() -> None:
    program = (
        "import sys, p2p.agent.client, p2p.agent.launch; print([m for m in ('trio', 'libp2p', 'fastapi', 'numpy') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert (said.stdout.strip(), said.stderr) == ("[]", "")
