"""Requests with something wrong, over a real connection to an agent's process: each is refused with its code, and the agent goes on."""

import pytest

from core.ids import new_task_id
from core.signing.keys import SigningKey
from p2p.clock import now_ms
from p2p.host import AgentHost
from p2p.protocols import task
from p2p.protocols.train import TRAIN_PROTOCOL
from p2p.wire.framing import encode_frame, encode_varint
from p2p.wire.messages import TaskRequest, TaskResponse, encode_message, envelope, parse_message
from p2p.wire.signing import MAX_LIFETIME_MS, sign_message, verify_message
from tests.system.tried_agents import TRUSTED, TriedAgents

pytestmark = pytest.mark.timeout(60)
STRANGER = SigningKey.from_seed(b"s" * 32)


def request(to: str, key: SigningKey = TRUSTED, at_ms: int | None = None, lifetime_ms: int = 30_000, **changes) -> bytes:
    fields = {"task_id": new_task_id(), "task": "echo", "input": 1}
    fields |= envelope(TRUSTED.peer_id, to, now_ms() if at_ms is None else at_ms, lifetime_ms)
    return encode_frame(encode_message(sign_message(TaskRequest(**{**fields, **changes}), key)))


FAULTS = {
    "truncated": (lambda to: request(to)[:-10], "p2p.message.truncated"),
    "oversized": (lambda to: encode_varint(task.MAX_REQUEST_BYTES + 1), "p2p.message.too_large"),
    "oversized and sent": (lambda to: encode_frame(b"x" * (task.MAX_REQUEST_BYTES + 1)), "p2p.message.too_large"),
    "of too many values": (lambda to: encode_frame(b"[" + b"1," * 400_000 + b"1]"), "p2p.message.too_large"),
    "malformed": (lambda to: encode_frame(b"{}"), "p2p.message.malformed"),
    "of no length": (lambda to: b"\xff" * 9, "p2p.message.malformed"),
    "nested": (lambda to: encode_frame(b"[" * 90_000), "p2p.message.malformed"),
    "expired": (lambda to: request(to, at_ms=now_ms() - 91_000), "p2p.task.expired"),
    "from the future": (lambda to: request(to, at_ms=now_ms() + 61_000), "p2p.task.expired"),
    "valid for too long": (lambda to: request(to, lifetime_ms=MAX_LIFETIME_MS + 1), "p2p.task.expired"),
    "misaddressed": (lambda to: request(STRANGER.peer_id), "p2p.message.misaddressed"),
    "forged": (lambda to: request(to, key=STRANGER), "p2p.signature.invalid"),
    "in another's name": (lambda to: request(to, sender=STRANGER.peer_id), "p2p.peer.mismatch"),
    "for no capability": (lambda to: request(to, task="dance"), "p2p.task.unknown"),
}


async def code_of(agents: TriedAgents, host: AgentHost, raw: bytes) -> str | None:
    """The code of the agent's signed response to `raw`; None where the task was completed."""
    stream = await host.open_stream(agents.peer_id, task.PROTOCOL)
    await stream.send_bytes(raw)
    await stream.close_write()
    response = parse_message(TaskResponse, await stream.receive_frame(task.MAX_RESPONSE_BYTES, 10))
    verify_message(response, response.signature, agents.peer_id)
    await stream.close()
    return response.error.code if response.error is not None else None


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_request_is_refused_with_its_code(agents: TriedAgents, fault: str) -> None:
    make_bytes, code = FAULTS[fault]

    async def check() -> None:
        async with agents.host(TRUSTED) as host:
            assert await code_of(agents, host, make_bytes(agents.peer_id)) == code

    agents.run(check)


def test_a_replayed_request_is_run_once(agents: TriedAgents) -> None:
    async def check() -> None:
        raw = request(agents.peer_id)
        async with agents.host(TRUSTED) as host:
            codes = [await code_of(agents, host, raw) for _ in range(3)]
        async with agents.host(TRUSTED) as host:
            codes.append(await code_of(agents, host, raw))
        assert codes == [None, *["p2p.task.replayed"] * 3]

    agents.run(check)


@pytest.mark.parametrize("fault", ["forged", "oversized", "for no capability"])
def test_a_stranger_learns_that_it_is_one_and_nothing_else(agents: TriedAgents, fault: str) -> None:
    def make(to: str) -> bytes:
        return (
            encode_varint(task.MAX_REQUEST_BYTES + 1) if fault == "oversized" else request(to, STRANGER, sender=STRANGER.peer_id, task="x")
        )

    async def check() -> None:
        async with agents.host(STRANGER) as host:
            assert await code_of(agents, host, make(agents.peer_id)) == "p2p.peer.untrusted"

    agents.run(check)


@pytest.mark.parametrize(
    "words", [b"\xff" * 9, encode_frame(b"{}"), encode_frame(b"[" * 90_000), encode_varint(2**30), encode_frame(b"{}")[:2]]
)
def test_words_that_begin_no_session_are_declined(agents: TriedAgents, words: bytes) -> None:
    async def check() -> None:
        async with agents.host(TRUSTED) as host:
            stream = await host.open_stream(agents.peer_id, TRAIN_PROTOCOL)
            await stream.send_bytes(words)
            await stream.close_write()
            assert b'"kind":"decline"' in await stream.receive_frame(100_000, 10)

    agents.run(check)
