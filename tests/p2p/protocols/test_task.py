"""Every refusal over a real socket, and the agent goes on serving."""

from contextlib import AsyncExitStack

import pytest

from core.errors import CodedError
from core.ids import new_task_id
from core.signing.keys import SigningKey
from p2p.agent.capabilities.echo import Echo
from p2p.agent.execution.executions import Executions
from p2p.clock import now_ms
from p2p.host import AgentHost, HostConfig
from p2p.peers import AddressBook
from p2p.protocols import task
from p2p.protocols.task import ask, serve_tasks
from p2p.wire.framing import encode_frame, encode_varint
from p2p.wire.messages import NO_TASK, TaskRequest, TaskResponse, encode_message, envelope, parse_message
from p2p.wire.signing import MAX_LIFETIME_MS, ReplayWindow, sign_message, verify_message
from tests.p2p.protocols.parties import ALICE, BOB, CAROL, running


def request(key=ALICE, lifetime_ms=30_000, at_ms=None, **changes):
    at_ms = now_ms() if at_ms is None else at_ms
    fields = {"task_id": new_task_id(), "task": "echo", "input": 1, **envelope(ALICE.peer_id, BOB.peer_id, at_ms, lifetime_ms)}
    return sign_message(TaskRequest(**{**fields, **changes}), key)


async def answer_to(host, raw, *, end=False):
    """Send `raw` as it is on a new task stream and return the provider's verified response."""
    stream = await host.open_stream(BOB.peer_id, task.PROTOCOL)
    await stream.send_bytes(raw)
    if end:
        await stream.close_write()
    response = parse_message(TaskResponse, await stream.receive_frame(task.MAX_RESPONSE_BYTES, 10))
    verify_message(response, response.signature, BOB.peer_id)
    assert response.provider == BOB.peer_id
    await stream.close()
    return response


async def still_serves(host):
    response = await ask(host, ALICE, BOB.peer_id, "echo", "still there?")
    assert (response.status, response.output) == ("completed", "still there?")


def test_a_task_comes_back_done_and_signed(run, pair):
    async def check():
        async with pair() as (alice, _):
            response = await ask(alice, ALICE, BOB.peer_id, "echo", {"deep": [1, 2.5, None, "ü"]})
            assert response.status == "completed"
            assert response.output == {"deep": [1, 2.5, None, "ü"]}
            verify_message(response, response.signature, BOB.peer_id)

    run(check)


FAULTS = {
    "forged": (lambda: encode_frame(encode_message(request(key=CAROL))), "p2p.signature.invalid"),
    "unsigned": (lambda: encode_frame(encode_message(request().model_copy(update={"signature": ""}))), "p2p.signature.invalid"),
    "altered": (lambda: encode_frame(encode_message(request().model_copy(update={"input": 2}))), "p2p.signature.invalid"),
    "expired": (lambda: encode_frame(encode_message(request(at_ms=now_ms() - 91_000))), "p2p.task.expired"),
    "from the future": (lambda: encode_frame(encode_message(request(at_ms=now_ms() + 61_000))), "p2p.task.expired"),
    "valid for too long": (lambda: encode_frame(encode_message(request(lifetime_ms=MAX_LIFETIME_MS + 1))), "p2p.task.expired"),
    "misaddressed": (lambda: encode_frame(encode_message(request(recipient=CAROL.peer_id))), "p2p.message.misaddressed"),
    "in another's name": (lambda: encode_frame(encode_message(request(key=CAROL, sender=CAROL.peer_id))), "p2p.peer.mismatch"),
    "oversized": (lambda: encode_varint(task.MAX_REQUEST_BYTES + 1), "p2p.message.too_large"),
    "oversized and sent": (lambda: encode_frame(b"x" * (task.MAX_REQUEST_BYTES + 1)), "p2p.message.too_large"),
    "absurdly long": (lambda: b"\xff" * 9, "p2p.message.malformed"),
    "not UTF-8": (lambda: encode_frame(b"\xff\xfe"), "p2p.message.malformed"),
    "not JSON": (lambda: encode_frame(b"hello"), "p2p.message.malformed"),
    "nested": (lambda: encode_frame(b"[" * 90_000), "p2p.message.malformed"),
    "with a repeated key": (
        lambda: encode_frame(encode_message(request()).replace(b'"task":', b'"task":"x","task":')),
        "p2p.message.malformed",
    ),
    "with an unknown key": (lambda: encode_frame(encode_message(request())[:-1] + b',"z":1}'), "p2p.message.malformed"),
    "for an unknown capability": (lambda: encode_frame(encode_message(request(task="dance"))), "p2p.task.unknown"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_request_is_refused_with_its_code_and_the_agent_goes_on(run, pair, fault):
    make_bytes, code = FAULTS[fault]

    async def check():
        async with pair() as (alice, _):
            response = await answer_to(alice, make_bytes())
            assert (response.status, response.error.code) == ("failed", code)
            await still_serves(alice)

    run(check)


@pytest.mark.parametrize("num_bytes", [1, 10, 100])
def test_a_truncated_request_is_refused_with_its_code_and_the_agent_goes_on(run, pair, num_bytes):
    async def check():
        async with pair() as (alice, _):
            response = await answer_to(alice, encode_frame(encode_message(request()))[:num_bytes], end=True)
            assert (response.task_id, response.error.code) == (NO_TASK, "p2p.message.truncated")
            await still_serves(alice)

    run(check)


def test_a_replayed_request_is_refused_with_its_code_and_the_agent_goes_on(run, pair):
    async def check():
        async with pair() as (alice, _):
            raw = encode_frame(encode_message(request()))
            assert (await answer_to(alice, raw)).status == "completed"
            assert (await answer_to(alice, raw)).error.code == "p2p.task.replayed"
            await still_serves(alice)

    run(check)


def test_a_recorded_request_is_of_no_use_to_another_peer(run, pair, make_host):
    async def check():
        async with pair(trusted=(ALICE.peer_id, CAROL.peer_id)) as (alice, bob), running(make_host(key=CAROL)) as carol:
            await carol.connect(BOB.peer_id, bob.addresses)
            raw = encode_frame(encode_message(request()))
            assert (await answer_to(carol, raw)).error.code == "p2p.peer.mismatch"
            assert (await answer_to(alice, raw)).status == "completed"

    run(check)


@pytest.mark.parametrize(
    "make_bytes",
    [
        lambda: encode_frame(encode_message(request(key=CAROL, sender=CAROL.peer_id))),
        lambda: encode_frame(encode_message(request(key=ALICE, sender=CAROL.peer_id, task="dance"))),
        lambda: encode_varint(task.MAX_STRANGERS_REQUEST_BYTES + 1),
    ],
)
def test_an_unknown_peer_is_refused_whatever_it_asks(run, pair, make_host, make_bytes):
    async def check():
        async with pair() as (alice, bob), running(make_host(key=CAROL)) as carol:
            await carol.connect(BOB.peer_id, bob.addresses)
            assert (await answer_to(carol, make_bytes())).error.code == "p2p.peer.untrusted"
            await still_serves(alice)

    run(check)


def test_a_peer_of_another_network_is_refused_and_the_agent_goes_on(run, pair, make_host):
    async def check():
        async with pair(trusted=(ALICE.peer_id, CAROL.peer_id)) as (alice, bob), running(make_host("other", key=CAROL)) as carol:
            with pytest.raises(CodedError) as caught:
                await carol.connect(BOB.peer_id, bob.addresses)
            assert caught.value.code == "p2p.peer.other_network"
            with pytest.raises(CodedError) as caught:
                await ask(carol, CAROL, BOB.peer_id, "echo", 1)
            assert caught.value.code == "p2p.peer.other_network"
            await still_serves(alice)
            assert bob.connected_peers() == (ALICE.peer_id,)

    run(check)


def test_trust_that_is_withdrawn_counts_at_once(run, make_host):
    async def check():
        alice, bob, trust = make_host(key=ALICE), make_host(key=BOB), {ALICE.peer_id}
        serve_tasks(bob, Executions([Echo()]), trust, key=BOB)
        async with alice.run(), bob.run():
            await alice.connect(BOB.peer_id, bob.addresses)
            assert (await ask(alice, ALICE, BOB.peer_id, "echo", 1)).status == "completed"
            trust.clear()
            assert (await ask(alice, ALICE, BOB.peer_id, "echo", 1)).error.code == "p2p.peer.untrusted"

    run(check)


def test_a_full_replay_window_is_busy_and_not_forgetful(run, pair):
    async def check():
        async with pair(window=ReplayWindow(capacity=2)) as (alice, _):
            first = encode_frame(encode_message(request()))
            assert (await answer_to(alice, first)).status == "completed"
            assert (await ask(alice, ALICE, BOB.peer_id, "echo", 1)).error.code == "p2p.task.busy"
            assert (await answer_to(alice, first)).error.code == "p2p.task.replayed"

    run(check)


def test_idle_strangers_keep_nobody_from_being_served(run):
    async def check():
        bob = AgentHost(BOB, HostConfig("test", ("127.0.0.1",), is_discoverable=False), AddressBook(), {ALICE.peer_id}.__contains__)
        serve_tasks(bob, Executions([Echo()]), {ALICE.peer_id}, key=BOB)
        async with bob.run(), AsyncExitStack() as stack:
            hosts = [AgentHost(key, bob.config, AddressBook()) for key in (ALICE, *(SigningKey.generate() for _ in range(4)))]
            for host in hosts:
                await stack.enter_async_context(host.run())
                await host.connect(BOB.peer_id, bob.addresses)
            idle = [await host.open_stream(BOB.peer_id, task.PROTOCOL) for host in hosts[1:] for _ in range(16)]
            assert (await ask(hosts[0], ALICE, BOB.peer_id, "echo", "hi", timeout_s=5)).status == "completed"
            first = parse_message(TaskResponse, await idle[0].receive_frame(task.MAX_RESPONSE_BYTES, 4))
            assert first.error is not None
            assert first.error.code == "p2p.stream.timeout"

    run(check)
