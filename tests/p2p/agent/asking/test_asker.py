"""A task is tried again where that may help and is safe, and one result is accepted at most."""

from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from random import Random

import pytest
import trio
from pydantic import JsonValue, TypeAdapter

from core.errors import CodedError
from core.ids import new_task_id
from core.signing.keys import SigningKey
from p2p.agent.asking.asker import Asker, Question
from p2p.agent.asking.patience import Patience
from p2p.agent.errors import TaskProviderMissingError
from p2p.agent.execution.executions import Executions
from p2p.errors import PeerUnreachableError, StreamClosedError, TaskBusyError, TaskFailedError, WorkerFailedError
from p2p.protocols.capability import Limits
from p2p.protocols.task import serve_tasks

ALICE = SigningKey.from_seed(b"a" * 32)


class Script:
    """Fails as it was told, then answers with its name."""

    summary = "Follows a script."
    input = TypeAdapter(JsonValue)
    name = "work"

    def __init__(self, answer, failures=(), **limits):
        self.answer = answer
        self.failures = list(failures)
        self.limits = Limits(**limits)
        self.asked_at_s = []
        self.was_cancelled = trio.Event()

    async def run(self, value, peer):
        self.asked_at_s.append(trio.current_time())
        failure = self.failures.pop(0) if self.failures else None
        if failure == "hang":
            try:
                await trio.sleep_forever()
            finally:
                self.was_cancelled.set()
        if failure is not None:
            raise failure
        return self.answer


@dataclass
class Provider:
    host: object
    peer: str
    executions: Executions


@pytest.fixture
def asking(make_host):
    """An asker, connected to providers of the capabilities given; one without any trusts nobody."""

    @asynccontextmanager
    async def ask_among(*capabilities, trusted=None):
        alice = make_host(key=ALICE)
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(alice.run())
            providers = []
            for capability in capabilities:
                key = SigningKey.generate()
                host, executions = make_host(key=key), Executions([capability] if capability else [])
                serve_tasks(host, executions, {ALICE.peer_id}, key=key)
                await stack.enter_async_context(host.run())
                await alice.connect(key.peer_id, host.addresses)
                providers.append(Provider(host, key.peer_id, executions))
            trust = {provider.peer for provider in providers} if trusted is None else trusted
            yield Asker(alice, ALICE, trust, Random(7)), providers

    return ask_among


def question(task="work", value=None):
    return Question(task, value, new_task_id())


def codes(attempts):
    return [attempt.error.code if attempt.error else None for attempt in attempts]


def test_what_may_pass_is_tried_again_with_the_same_task(run, asking):
    async def check():
        script = Script("done", [WorkerFailedError("x"), WorkerFailedError("x")])
        async with asking(script) as (asker, [bob]):
            attempts = await asker.ask(bob.peer, question(), Patience(retries=3))
            assert codes(attempts) == ["p2p.worker.failed"] * 2 + [None]
            assert attempts[-1].response.output == "done"

    run(check)


def test_what_will_not_pass_is_not_tried_again(run, asking):
    async def check():
        async with asking(Script("done", [TaskFailedError("x")])) as (asker, [bob]):
            assert codes(await asker.ask(bob.peer, question(), Patience(retries=3))) == ["p2p.task.failed"]
            assert codes(await asker.ask(bob.peer, question("dance"), Patience(retries=3))) == ["p2p.task.unknown"]

    run(check)


def test_retries_end_with_their_number_and_with_the_time(run, asking):
    async def check():
        script = Script("done", [WorkerFailedError("x")] * 100)
        async with asking(script) as (asker, [bob]):
            assert codes(await asker.ask(bob.peer, question(), Patience(retries=1))) == ["p2p.worker.failed"] * 2
            late = await asker.ask(bob.peer, question(), Patience(timeout_s=3.0, retries=100))
            assert set(codes(late)) == {"p2p.worker.failed"}
            assert len(late) < 20

    run(check)


def test_busy_is_asked_again_no_sooner_than_it_says(run, asking):
    async def check():
        script = Script("done", [TaskBusyError("x", retry_after_ms=700)])
        async with asking(script) as (asker, [bob]):
            attempts = await asker.ask(bob.peer, question(), Patience(retries=1))
            assert codes(attempts) == ["p2p.task.busy", None]
            assert script.asked_at_s[1] - script.asked_at_s[0] >= 0.7
            script.failures.append(TaskBusyError("x", retry_after_ms=60_000))
            assert codes(await asker.ask(bob.peer, question(), Patience(timeout_s=5, retries=9))) == ["p2p.task.busy"]

    run(check)


def test_a_full_capability_says_when_to_come_back_and_then_does_the_task(run, asking):
    async def check():
        script = Script("done", ["hang"], concurrency=1, queue=0, time_s=0.8)
        async with asking(script) as (asker, [bob]), trio.open_nursery() as nursery:
            nursery.start_soon(asker.ask, bob.peer, question(), Patience())
            while not script.asked_at_s:
                await trio.sleep(0.01)
            attempts = await asker.ask(bob.peer, question(), Patience(retries=9))
            assert codes(attempts)[0] == "p2p.task.busy"
            assert codes(attempts)[-1] is None
            assert attempts[0].error.context["retry_after_ms"] > 0

    run(check)


def test_a_lost_connection_is_made_again_and_the_result_is_the_same(run, asking):
    async def check():
        script = Script("done")
        async with asking(script) as (asker, [bob]):
            release = trio.Event()

            async def wait_then_answer(value, peer):
                script.asked_at_s.append(0.0)
                await release.wait()
                return "done"

            script.run = wait_then_answer
            attempts = []

            async def ask():
                attempts.extend(await asker.ask(bob.peer, question(), Patience(retries=3)))

            async with trio.open_nursery() as nursery:
                nursery.start_soon(ask)
                while not script.asked_at_s:
                    await trio.sleep(0.01)
                for link in list(bob.host._links.values()):
                    await link.abort()
                await trio.sleep(0.2)
                release.set()
            assert codes(attempts) == ["p2p.stream.closed", None]
            assert len(script.asked_at_s) == 1

    run(check)


def test_the_last_error_is_raised_where_no_response_came(run, asking):
    async def check():
        async with asking(Script("done", ["hang"])) as (asker, [bob]):
            with pytest.raises(CodedError) as timeout:
                await asker.ask(bob.peer, question(), Patience(timeout_s=0.3))
            assert (timeout.value.code, timeout.value.context["num_attempts"]) == ("p2p.task.timeout", 1)

    run(check)


def test_any_goes_on_from_a_provider_that_fails_to_one_that_does_the_task(run, asking):
    async def check():
        full = Script("never", [TaskBusyError("x", retry_after_ms=60_000)] * 50)
        broken, done = Script("never", [TaskFailedError("x")] * 50), Script("done")
        async with asking(full, None, broken, done) as (asker, providers):
            for _ in range(8):
                attempts = await asker.ask_any(question(), Patience())
                assert attempts[-1].response.output == "done"
                assert attempts[-1].provider == providers[3].peer
            names = {provider.peer: index for index, provider in enumerate(providers)}
            failed = {(names[attempt.provider], attempt.error.code) for attempt in attempts[:-1]}
            assert failed <= {(0, "p2p.task.busy"), (1, "p2p.task.unknown"), (2, "p2p.task.failed")}
            # Who failed lately is not asked while another can do it.
            assert len(attempts) == 1

    run(check)


def test_any_connects_to_a_trusted_peer_that_it_knows(run, asking):
    async def check():
        async with asking(Script("done")) as (asker, [provider]):
            await asker._host.disconnect(provider.peer)
            assert codes(await asker.ask_any(question(), Patience())) == [None]

    run(check)


def test_an_agent_that_asks_itself_is_told_at_once(run, asking):
    async def check():
        async with asking() as (asker, _):
            with pytest.raises(PeerUnreachableError) as refused:
                await asker.ask(ALICE.peer_id, question(), Patience(retries=3))
            assert "num_attempts" not in refused.value.context

    run(check)


def test_any_asks_trusted_peers_only(run, asking):
    async def check():
        script = Script("done")
        async with asking(script, trusted=()) as (asker, _):
            with pytest.raises(TaskProviderMissingError) as missing:
                await asker.ask_any(question(), Patience(retries=2))
            assert missing.value.context["tried"] == []
            assert script.asked_at_s == []

    run(check)


def test_any_says_who_was_tried_with_which_codes(run, asking):
    async def check():
        async with asking(Script("never", [WorkerFailedError("x")] * 9), None) as (asker, [one, other]):
            with pytest.raises(TaskProviderMissingError) as missing:
                await asker.ask_any(question(), Patience(retries=1))
            tried = [(entry["provider"], entry["code"]) for entry in missing.value.context["tried"]]
            assert sorted(tried) == sorted([(one.peer, "p2p.worker.failed")] * 2 + [(other.peer, "p2p.task.unknown")])

    run(check)


def test_any_cancels_the_attempt_that_it_gives_up(run, asking):
    async def check():
        scripts = [Script("one", ["hang"]), Script("other", ["hang"])]
        async with asking(*scripts) as (asker, _):
            attempts = await asker.ask_any(question(), Patience(attempt_timeout_s=0.4, retries=2))
            assert codes(attempts)[0] == "p2p.task.timeout"
            assert attempts[-1].response.status == "completed"
            first = next(script for script in scripts if script.was_cancelled.is_set() or script.asked_at_s)
            with trio.fail_after(5):
                await first.was_cancelled.wait()

    run(check)


def test_any_goes_on_from_a_provider_that_dies(run, asking):
    async def check():
        scripts = [Script("one", ["hang"]), Script("other", ["hang"])]
        async with asking(*scripts) as (asker, providers):
            attempts = []

            async def ask():
                attempts.extend(await asker.ask_any(question(), Patience(retries=2)))

            async with trio.open_nursery() as nursery:
                nursery.start_soon(ask)
                while not any(script.asked_at_s for script in scripts):
                    await trio.sleep(0.01)
                index = next(index for index, script in enumerate(scripts) if script.asked_at_s)
                scripts[1 - index].failures.clear()
                for link in list(providers[index].host._links.values()):
                    await link.abort()
            assert codes(attempts) == [StreamClosedError.code, None]
            assert attempts[-1].response.output == scripts[1 - index].answer

    run(check)


def test_what_every_provider_would_refuse_is_asked_of_one(run, asking):
    async def check():
        scripts = [Script("one"), Script("other")]
        for script in scripts:
            script.input = TypeAdapter(int)
        async with asking(*scripts) as (asker, _):
            assert codes(await asker.ask_any(question(value="x"), Patience(retries=2))) == ["p2p.task.input_invalid"]

    run(check)
