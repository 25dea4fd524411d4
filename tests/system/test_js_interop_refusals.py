"""What an agent refuses to a stock js-libp2p node, and what the example peer refuses to an agent: each with its code."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import trio

from core.errors import CodedError
from core.signing.keys import SigningKey
from p2p.agent.launch import RunningAgent
from p2p.clock import now_ms
from p2p.host import AgentHost, HostConfig
from p2p.peers import AddressBook
from p2p.protocols.task import MAX_RESPONSE_BYTES, PROTOCOL
from p2p.wire.messages import NO_TASK, TaskRequest, TaskResponse, encode_message, envelope, parse_message
from p2p.wire.signing import sign_message, verify_message
from tests.system.js_peer import ROOT, JsPeer, agent, js_key, js_peer, new_network

REFUSED_PEER = ROOT / "tests" / "system" / "refused_js_peer.mjs"
OTHER = SigningKey.from_seed(b"o" * 32).peer_id

BY_THE_AGENT = {
    "accepted": None,
    "tampered": "p2p.signature.invalid",
    "misaddressed": "p2p.message.misaddressed",
    "another_sender": "p2p.peer.mismatch",
    "expired": "p2p.task.expired",
    "from_the_future": "p2p.task.expired",
    "valid_too_long": "p2p.task.expired",
    "unknown_task": "p2p.task.unknown",
    "malformed": "p2p.message.malformed",
    "no_request": "p2p.message.malformed",
    "replayed": "p2p.task.replayed",
}


@pytest.fixture(scope="module")
def network() -> str:
    return new_network()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, network: str) -> Iterator[RunningAgent]:
    folder = tmp_path_factory.mktemp("js-refused")
    with agent(folder / "agent", network, trust=(js_key(folder / "trusted").peer_id,)) as running:
        yield running


@pytest.fixture(scope="module")
def codes(running: RunningAgent, network: str) -> dict[str, str | None]:
    """The code of the agent's answer to each message of the refused peer, by the message's name."""
    trusted = running.home.path.parent / "trusted"
    with js_peer(trusted, network, running.record.peer_id, OTHER, script=REFUSED_PEER) as peer:
        assert peer.wait() == 0, peer.events
    return {said["event"]: said["code"] for said in peer.events if "code" in said}


@pytest.mark.parametrize("message", BY_THE_AGENT)
def test_the_agent_answers_each_message_of_a_js_peer_with_its_code(codes: dict[str, str | None], message: str) -> None:
    assert codes[message] == BY_THE_AGENT[message]


def outcome(running: RunningAgent, folder: Path, network: str) -> JsPeer:
    with js_peer(folder, network, "ask", running.record.peer_id, "echo", "1") as peer:
        peer.wait()
        return peer


def test_the_agent_refuses_a_js_peer_that_it_does_not_trust(running: RunningAgent, network: str, tmp_path: Path) -> None:
    response = outcome(running, tmp_path, network).wait_for("answered")["response"]
    assert response["error"]["code"] == "p2p.peer.untrusted"


def test_the_agent_refuses_a_js_peer_of_another_network(running: RunningAgent, tmp_path: Path) -> None:
    peer = outcome(running, tmp_path, "another")
    assert peer.wait_for("error")["code"] == "p2p.peer.other_network"


def test_the_js_peer_refuses_an_agent_of_another_network(running: RunningAgent, tmp_path: Path) -> None:
    with js_peer(tmp_path, "another", "serve") as peer:
        address = peer.wait_for("ready")["addresses"][0].partition("/p2p/")[0]
        with pytest.raises(CodedError) as refusal:
            running.client.connect(peer.peer_id, (address,))
    assert refusal.value.code == "p2p.peer.other_network"


def test_the_js_peer_answers_each_message_of_an_agent_with_its_code(tmp_path: Path) -> None:
    key, stranger, network = SigningKey.generate(), SigningKey.generate(), new_network()

    def request(**fields: object) -> TaskRequest:
        base = {"task_id": NO_TASK.replace("0", "1"), "task": "echo", "input": 1, **envelope(key.peer_id, peer.peer_id, now_ms(), 10_000)}
        return sign_message(TaskRequest(**{**base, **fields}), key)

    async def answer_to(host: AgentHost, message: bytes) -> str | None:
        stream = await host.open_stream(peer.peer_id, PROTOCOL)
        await stream.send_frame(message)
        response = parse_message(TaskResponse, await stream.receive_frame(MAX_RESPONSE_BYTES, 10))
        await stream.close()
        verify_message(response, response.signature, peer.peer_id)
        return response.error.code if response.error else None

    async def answers(asker: SigningKey, messages: list[bytes]) -> list[str | None]:
        host = AgentHost(asker, HostConfig(network, ("127.0.0.1",), is_discoverable=False), AddressBook())
        with trio.fail_after(20):
            async with host.run():
                await host.connect(peer.peer_id, [address])
                return [await answer_to(host, message) for message in messages]

    with js_peer(tmp_path, network, "serve", trust=(key.peer_id,)) as peer:
        address = peer.wait_for("ready")["addresses"][0].partition("/p2p/")[0]
        accepted = encode_message(request())
        cases: dict[bytes, str | None] = {
            accepted: None,
            encode_message(request().model_copy(update={"input": 2})): "p2p.signature.invalid",
            encode_message(request(recipient=OTHER)): "p2p.message.misaddressed",
            encode_message(request(sender=OTHER)): "p2p.peer.mismatch",
            encode_message(request(issued_at=0, expires_at=1)): "p2p.task.expired",
            encode_message(request(task="nothing")): "p2p.task.unknown",
            b"[1]": "p2p.message.malformed",
        }
        assert trio.run(answers, key, [*cases, accepted]) == [*cases.values(), "p2p.task.replayed"]
        assert trio.run(answers, stranger, [encode_message(request(sender=stranger.peer_id))]) == ["p2p.peer.untrusted"]
