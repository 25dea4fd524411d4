"""Busy is said with an honest time, and what waits comes in turn."""

import pytest
import trio
import trio.testing

from p2p.agent.execution.admission import MAX_RETRY_AFTER_MS, MIN_RETRY_AFTER_MS, Gate
from p2p.errors import TaskBusyError
from p2p.protocols.capability import Limits


def test_so_many_run_so_many_wait_and_one_more_is_told_when_to_come_back(run):
    async def check():
        gate, order = Gate(Limits(concurrency=2, queue=1)), []

        async def hold(name, release):
            async with gate.place():
                order.append(name)
                await release.wait()

        first, others = trio.Event(), trio.Event()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(hold, "first", first)
            await trio.testing.wait_all_tasks_blocked()
            nursery.start_soon(hold, "second", others)
            await trio.testing.wait_all_tasks_blocked()
            nursery.start_soon(hold, "third", others)
            await trio.testing.wait_all_tasks_blocked()
            assert (gate.num_running, gate.num_queued) == (2, 1)
            with pytest.raises(TaskBusyError) as busy:
                async with gate.place():
                    raise AssertionError
            assert busy.value.context["retry_after_ms"] >= MIN_RETRY_AFTER_MS
            first.set()
            await trio.testing.wait_all_tasks_blocked()
            assert order == ["first", "second", "third"]
            assert (gate.num_running, gate.num_queued) == (2, 0)
            others.set()
        assert gate.num_running == 0

    run(check)


def test_a_cancelled_wait_leaves_the_queue(run):
    async def check():
        gate = Gate(Limits(concurrency=1, queue=1))
        async with gate.place():
            async with trio.open_nursery() as nursery:

                async def wait():
                    async with gate.place():
                        raise AssertionError

                nursery.start_soon(wait)
                await trio.testing.wait_all_tasks_blocked()
                assert gate.num_queued == 1
                nursery.cancel_scope.cancel()
            assert (gate.num_queued, gate.num_running) == (0, 1)

    run(check)


def test_the_wait_is_told_from_what_runs_take_and_bounded():
    clock = trio.testing.MockClock()

    async def check():
        gate = Gate(Limits(concurrency=2, queue=9))
        assert gate.retry_after_ms() == MIN_RETRY_AFTER_MS
        async with gate.place():
            clock.jump(4.0)
            assert gate.retry_after_ms() == 2000
        async with gate.place():
            assert gate.retry_after_ms() == 2000
            clock.jump(1e6)
            assert gate.retry_after_ms() == MAX_RETRY_AFTER_MS

    trio.run(check, clock=clock)
