"""The client against two running agents."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.errors import CodedError

ROOT = Path(__file__).resolve().parents[4]


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


def test_agents_of_a_network_find_each_other(pair) -> None:
    give_up = time.monotonic() + 20
    while not any(facts.peer_id == pair[0].record.peer_id for facts in pair[1].client.peers()):
        assert time.monotonic() < give_up
        time.sleep(0.05)


def test_the_client_and_the_launcher_load_neither_trio_nor_libp2p() -> None:
    program = "import sys, p2p.agent.client.agent, p2p.agent.launch; print([m for m in ('trio', 'libp2p', 'fastapi', 'numpy') if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert (said.stdout.strip(), said.stderr) == ("[]", "")
