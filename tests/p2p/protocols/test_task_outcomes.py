"""What becomes of a task that was accepted, and what a requester believes."""

import pytest
import trio
from pydantic import JsonValue, TypeAdapter

from core.errors import CodedError
from core.ids import new_task_id
from p2p.errors import BlobQuotaError, StreamClosedError, TaskTimeoutError
from p2p.protocols import task
from p2p.protocols.capability import Limits
from p2p.protocols.task import ask
from p2p.wire.messages import TaskRequest, TaskResponse, encode_message, parse_message
from p2p.wire.signing import sign_message
from tests.p2p.protocols.parties import ALICE, BOB, CAROL, running


class Act:
    """A capability that does what a test wants."""

    summary = "Acts."
    input = TypeAdapter(JsonValue)
    limits = Limits(concurrency=64)

    def __init__(self, name, action):
        self.name = name
        self._action = action

    async def run(self, value, peer):
        return await self._action(value)


async def still_serves(host):
    response = await ask(host, ALICE, BOB.peer_id, "echo", "still there?")
    assert (response.status, response.output) == ("completed", "still there?")


def test_a_capability_that_breaks_down_tells_the_code_and_not_the_reason(run, pair):
    async def fail(value):
        raise RuntimeError("a secret path")

    async def refuse(value):
        raise BlobQuotaError("a secret number", quota=7)

    async def misbehave(value):
        return float("nan")

    async def exaggerate(value):
        return "x" * (task.MAX_RESPONSE_BYTES + 1)

    async def check():
        async with pair(Act("fail", fail), Act("refuse", refuse), Act("nan", misbehave), Act("large", exaggerate)) as (alice, _):
            codes = {}
            for name in ("fail", "refuse", "nan", "large"):
                response = await ask(alice, ALICE, BOB.peer_id, name, None)
                assert "secret" not in response.error.message
                codes[name] = response.error.code
            await still_serves(alice)
        assert codes == {
            "fail": "p2p.task.failed",
            "refuse": "p2p.blob.quota",
            "nan": "p2p.task.failed",
            "large": "p2p.message.too_large",
        }

    run(check)


def test_a_large_output_arrives_whole(run, pair):
    async def enlarge(value):
        return "x" * 9_000_000

    async def check():
        async with pair(Act("enlarge", enlarge)) as (alice, _):
            assert (await ask(alice, ALICE, BOB.peer_id, "enlarge", None)).output == "x" * 9_000_000

    run(check)


def test_a_task_that_takes_too_long_is_a_timeout_and_is_cancelled(run, pair):
    cancelled = []

    async def sleep(value):
        try:
            await trio.sleep_forever()
        finally:
            cancelled.append(True)

    async def check():
        async with pair(Act("sleep", sleep)) as (alice, _):
            with pytest.raises(TaskTimeoutError):
                await ask(alice, ALICE, BOB.peer_id, "sleep", None, timeout_s=0.3)
            with trio.fail_after(5):
                while not cancelled:
                    await trio.sleep(0.02)
            await still_serves(alice)

    run(check)


def test_a_provider_that_dies_in_the_middle_is_noticed(run, pair):
    async def check():
        died = trio.Event()

        async def die(value):
            died.set()
            await trio.sleep_forever()

        async with pair(Act("die", die)) as (alice, bob):

            async def kill():
                await died.wait()
                for link in list(bob._links.values()):
                    await link.abort()

            async with trio.open_nursery() as nursery:
                nursery.start_soon(kill)
                with pytest.raises(StreamClosedError):
                    await ask(alice, ALICE, BOB.peer_id, "die", None)

    run(check)


def test_one_peer_does_not_take_every_place(run, pair, make_host):
    async def check():
        release = trio.Event()

        async def wait(value):
            await release.wait()
            return "done"

        async with pair(Act("wait", wait), trusted=(ALICE.peer_id, CAROL.peer_id)) as (alice, bob), running(make_host(key=CAROL)) as carol:
            await carol.connect(BOB.peer_id, bob.addresses)
            statuses = []

            async def wait_for_one():
                response = await ask(alice, ALICE, BOB.peer_id, "wait", None)
                statuses.append(response.status if response.error is None else response.error.code)
                assert response.error is None or response.error.retry_after_ms > 0

            async with trio.open_nursery() as nursery:
                for _ in range(task.MAX_INBOUND // 4 + 4):
                    nursery.start_soon(wait_for_one)
                while len(statuses) < 4:
                    await trio.sleep(0.02)
                assert statuses == ["p2p.task.busy"] * 4
                assert (await ask(carol, CAROL, BOB.peer_id, "echo", 1)).status == "completed"
                release.set()
            assert statuses.count("completed") == task.MAX_INBOUND // 4

    run(check)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"output": "something else"}, "p2p.signature.invalid"),
        ({"task_id": new_task_id()}, "p2p.signature.invalid"),
        ({"signature": ""}, "p2p.signature.invalid"),
    ],
)
def test_a_response_that_was_altered_is_refused(run, make_host, change, code):
    assert code == code_of_response(run, make_host, lambda response: sign_message(response, BOB).model_copy(update=change))


def test_a_response_by_another_or_to_another_request_is_refused(run, make_host):
    by_carol = code_of_response(run, make_host, lambda r: sign_message(r.model_copy(update={"provider": CAROL.peer_id}), CAROL))
    to_another = code_of_response(run, make_host, lambda r: sign_message(r.model_copy(update={"task_id": new_task_id()}), BOB))
    unfinished = code_of_response(run, make_host, lambda r: sign_message(r.model_copy(update={"status": "executing"}), BOB))
    assert (by_carol, to_another, unfinished) == ("p2p.peer.mismatch", "p2p.message.malformed", "p2p.message.malformed")


def code_of_response(run, make_host, make_response):
    codes = []

    async def check():
        alice, bob = make_host(key=ALICE), make_host(key=BOB)

        async def lie(stream):
            asked = parse_message(TaskRequest, await stream.receive_frame(task.MAX_REQUEST_BYTES, 5))
            response = TaskResponse(task_id=asked.task_id, status="completed", output=1, provider=BOB.peer_id, duration_ms=1)
            await stream.send_frame(encode_message(make_response(response)))

        bob.serve(task.PROTOCOL, lie)
        async with alice.run(), bob.run():
            await alice.connect(BOB.peer_id, bob.addresses)
            with pytest.raises(CodedError) as caught:
                await ask(alice, ALICE, BOB.peer_id, "echo", 1)
            codes.append(caught.value.code)

    run(check)
    return codes[0]
