"""A call to an agent ends in an answer or in an error with a code."""

import pytest

from core.errors import CodedError
from core.signing.keys import SigningKey
from p2p.agent.client.agent import AgentClient


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
