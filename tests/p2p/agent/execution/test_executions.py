"""One task, one run: joined, kept, cancelled, handed back."""

import pytest
import trio
from pydantic import TypeAdapter

from core.errors import CodedError
from core.ids import new_task_id
from core.signing.keys import SigningKey
from p2p.agent.execution.results import MemoryResults
from p2p.errors import StreamClosedError

CAROL = SigningKey.from_seed(b"c" * 32)


def test_two_requests_of_one_task_at_once_run_it_once(run, serving, work):
    async def check():
        async with serving(working := work()) as (alice, _, _), trio.open_nursery() as nursery:
            task_id, answers = new_task_id(), []
            for _ in range(3):
                nursery.start_soon(lambda: alice.ask_into(answers, task_id=task_id))
            await working.until(num_started=1)
            await trio.sleep(0.1)
            working.release.set()
        assert [answer.output for answer in answers] == [{"value": 1, "run": 1}] * 3
        assert (working.num_started, working.max_at_once) == (1, 1)

    run(check)


def test_a_repeated_task_is_answered_from_what_was_kept(run, serving, work):
    async def check():
        async with serving(working := work()) as (alice, _, _):
            working.release.set()
            task_id = new_task_id()
            first, again = await alice.ask(task_id=task_id), await alice.ask(task_id=task_id)
            other = await alice.ask()
        assert (first.output["run"], again.output["run"], other.output["run"]) == (1, 1, 2)

    run(check)


def test_a_task_of_a_capability_that_keeps_nothing_is_run_anew(run, serving, work):
    async def check():
        async with serving(working := work(keep_s=0.0)) as (alice, _, _):
            working.release.set()
            task_id = new_task_id()
            assert [(await alice.ask(task_id=task_id)).output["run"] for _ in range(2)] == [1, 2]

    run(check)


def test_another_content_under_one_id_is_a_conflict_while_it_runs_and_when_it_is_kept(run, serving, work):
    async def check():
        async with serving(working := work(), work("other")) as (alice, _, _), trio.open_nursery() as nursery:
            task_id, answers = new_task_id(), []
            nursery.start_soon(lambda: alice.ask_into(answers, value={"a": 1, "b": 2}, task_id=task_id))
            await working.until(num_started=1)
            assert (await alice.ask(value={"a": 1}, task_id=task_id)).error.code == "p2p.task.conflict"
            working.release.set()
        async with serving(working, results=(kept := MemoryResults())) as (alice, _, _):
            await alice.ask(value={"a": 1}, task_id=task_id)
        async with serving(working, work("other"), results=kept) as (alice, _, _):
            assert (await alice.ask(value={"a": 2}, task_id=task_id)).error.code == "p2p.task.conflict"
            assert (await alice.ask("other", value={"a": 1}, task_id=task_id)).error.code == "p2p.task.conflict"
            assert (await alice.ask(value={"a": 1}, task_id=task_id)).status == "completed"

    run(check)


def test_one_id_of_two_senders_is_two_tasks(run, serving, work, make_host):
    async def check():
        async with serving(working := work()) as (alice, bob, _), (host := make_host(key=CAROL)).run():
            working.release.set()
            await host.connect(bob.peer_id, bob.addresses)
            carol, task_id = type(alice)(host, CAROL), new_task_id()
            assert (await alice.ask(value="a", task_id=task_id)).output["run"] == 1
            assert (await carol.ask(value="c", task_id=task_id)).output["run"] == 2

    run(check)


def test_a_reset_stream_cancels_the_run_and_frees_its_place(run, serving, work):
    async def check():
        async with serving(working := work(concurrency=1, queue=0)) as (alice, _, executions):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(alice.ask)
                await working.until(num_at_once=1)
                nursery.cancel_scope.cancel()
            await working.until(num_at_once=0)
            assert executions.num_running == 0
            working.release.set()
            assert (await alice.ask()).status == "completed"

    run(check)


def test_a_reset_stream_does_not_cancel_what_another_waits_for(run, serving, work):
    async def check():
        async with serving(working := work()) as (alice, _, _):
            task_id, answers = new_task_id(), []
            async with trio.open_nursery() as staying:
                async with trio.open_nursery() as leaving:
                    leaving.start_soon(lambda: alice.ask(task_id=task_id))
                    await working.until(num_started=1)
                    staying.start_soon(lambda: alice.ask_into(answers, task_id=task_id))
                    await trio.sleep(0.1)
                    leaving.cancel_scope.cancel()
                await trio.sleep(0.1)
                working.release.set()
        assert answers[0].output == {"value": 1, "run": 1}
        assert working.num_cancelled == 0

    run(check)


def test_a_lost_connection_leaves_the_run_for_the_sender_to_come_back_to(run, serving, work):
    async def check():
        async with serving(working := work()) as (alice, bob, _):
            task_id, codes = new_task_id(), []

            async def ask_and_lose():
                try:
                    await alice.ask(task_id=task_id)
                except CodedError as error:
                    codes.append(error.code)

            async with trio.open_nursery() as nursery:
                nursery.start_soon(ask_and_lose)
                await working.until(num_started=1)
                for link in list(bob._links.values()):
                    await link.abort()
            async with trio.open_nursery() as nursery:
                answers = []
                nursery.start_soon(lambda: alice.ask_into(answers, task_id=task_id))
                await trio.sleep(0.2)
                working.release.set()
            assert codes == ["p2p.stream.closed"]
            assert answers[0].output == {"value": 1, "run": 1}
            assert (working.num_started, working.num_cancelled) == (1, 0)

    run(check)


def test_a_lost_connection_cancels_a_run_whose_output_nobody_would_keep(run, serving, work):
    async def check():
        async with serving(working := work(keep_s=0.0)) as (alice, bob, _), trio.open_nursery() as nursery:

            async def ask_and_lose():
                with pytest.raises(StreamClosedError):
                    await alice.ask()

            nursery.start_soon(ask_and_lose)
            await working.until(num_started=1)
            for link in list(bob._links.values()):
                await link.abort()
            await working.until(num_cancelled=1)

    run(check)


def test_a_run_that_was_lost_ends_with_its_time(run, serving, work):
    async def check():
        async with serving(working := work()) as (alice, bob, executions):
            async with trio.open_nursery() as nursery:

                async def ask_and_lose():
                    with trio.move_on_after(20):
                        try:
                            await alice.ask(timeout_s=1.0)
                        except CodedError:
                            nursery.cancel_scope.cancel()

                nursery.start_soon(ask_and_lose)
                await working.until(num_started=1)
                for link in list(bob._links.values()):
                    await link.abort()
            await working.until(num_cancelled=1)
            assert executions.num_running == 0

    run(check)


def test_a_run_that_is_given_up_and_asked_for_again_never_runs_twice_at_once(run, serving, work):
    class Slow(work):
        async def run(self, value, peer):
            try:
                return await super().run(value, peer)
            finally:
                self.num_at_once += 1
                with trio.CancelScope(shield=True):
                    await trio.sleep(0.3)
                self.num_at_once -= 1

    async def check():
        async with serving(working := Slow()) as (alice, _, _):
            task_id = new_task_id()
            async with trio.open_nursery() as nursery:
                nursery.start_soon(lambda: alice.ask(task_id=task_id))
                await working.until(num_started=1)
                nursery.cancel_scope.cancel()
            await working.until(num_cancelled=1)
            working.release.set()
            assert (await alice.ask(task_id=task_id)).output["run"] == 2
            assert (working.max_at_once, working.num_cancelled) == (1, 1)

    run(check)


def test_the_time_that_a_capability_allows_is_kept(run, serving, work):
    async def check():
        async with serving(working := work(time_s=0.2)) as (alice, _, executions):
            answer = await alice.ask(timeout_s=20)
            assert (answer.error.code, working.num_cancelled, executions.num_running) == ("p2p.task.timeout", 1, 0)

    run(check)


def test_an_input_that_does_not_fit_is_not_run(run, serving, work):
    async def check():
        working = work()
        working.input = TypeAdapter(int)
        async with serving(working) as (alice, _, _):
            assert (await alice.ask(value="many")).error.code == "p2p.task.input_invalid"
            assert working.num_started == 0

    run(check)


def test_a_stopping_provider_hands_back_what_does_not_end_and_takes_nothing_new(run, serving, work):
    async def check():
        async with serving(working := work(concurrency=1, queue=1)) as (alice, _, executions):
            codes, task_id = {}, new_task_id()

            async def ask_as(name, **options):
                answer = await alice.ask(**options)
                codes[name] = answer.error.code if answer.error else answer.status

            async with trio.open_nursery() as nursery:
                nursery.start_soon(lambda: ask_as("running", task_id=task_id))
                await working.until(num_started=1)
                nursery.start_soon(lambda: ask_as("queued"))
                while executions.num_queued < 1:
                    await trio.sleep(0.005)
                nursery.start_soon(executions.stop, 1.0)
                while "queued" not in codes:
                    await trio.sleep(0.005)
                await ask_as("new")
                assert "running" not in codes
            assert codes == {"queued": "p2p.task.handed_back", "new": "p2p.agent.stopping", "running": "p2p.task.handed_back"}
            assert working.num_cancelled == 1

    run(check)


def test_a_stopping_provider_lets_what_runs_end(run, serving, work):
    async def check():
        async with serving(working := work()) as (alice, _, executions):
            answers = []
            async with trio.open_nursery() as nursery:
                nursery.start_soon(lambda: alice.ask_into(answers))
                await working.until(num_started=1)
                nursery.start_soon(executions.stop, 20.0)
                await trio.sleep(0.1)
                working.release.set()
            assert answers[0].status == "completed"

    run(check, timeout_s=15)
