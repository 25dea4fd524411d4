from contextlib import nullcontext

import pytest
import trio

from core.errors import CodedError
from p2p.agent.telemetry.metrics import OTHER, MeasuredTasks, Metrics
from p2p.errors import TaskBusyError, TaskFailedError
from p2p.wire.messages import TaskRequest, envelope


class Runner:
    """Runs nothing; `echo` answers, `fail` fails, `hang` hangs."""

    async def run(self, request: TaskRequest, stream, /):
        if request.task == "fail":
            raise TaskFailedError("no")
        if request.task == "hang":
            await trio.sleep_forever()
        return request.input

    def answering(self):
        return nullcontext()

    def busy(self) -> CodedError:
        return TaskBusyError("full")


def request(task: str) -> TaskRequest:
    peer = "12D3KooWPjceQrSwdWXPyLLeABRXmuqt69Rg3sBYbU1Nft9HyQ6X"
    return TaskRequest(task_id="00000000-0000-0000-0000-000000000001", task=task, input=1, **envelope(peer, peer, 0, 1))


def counts(metrics: Metrics) -> dict[tuple[str, str], float]:
    return {(one.labels["capability"], one.labels["outcome"]): one.value for one in metrics.samples() if one.name == "tasks_total"}


def test_every_task_is_counted_by_capability_and_outcome_and_timed() -> None:
    metrics = Metrics()
    tasks = MeasuredTasks(Runner(), {"echo", "fail", "hang"}, metrics)

    async def main() -> None:
        assert await tasks.run(request("echo"), None) == 1
        with pytest.raises(TaskFailedError):
            await tasks.run(request("fail"), None)
        with trio.move_on_after(0.01):
            await tasks.run(request("hang"), None)
        for name in ("strange", "stranger"):
            await tasks.run(request(name), None)
        with tasks.answering():
            assert tasks.busy().code == "p2p.task.busy"

    trio.run(main)
    assert counts(metrics) == {
        ("echo", "completed"): 1,
        ("fail", "p2p.task.failed"): 1,
        ("hang", "unheard"): 1,
        (OTHER, "completed"): 2,
        (OTHER, "p2p.task.busy"): 1,
    }
    assert {one.labels["capability"]: one.value for one in metrics.samples() if one.name == "task_seconds_count"}["echo"] == 1
    assert b'p2p_agent_task_seconds_bucket{capability="echo",le="0.001"}' in metrics.text()


def test_two_agents_in_one_process_count_apart() -> None:
    first, second = Metrics(), Metrics()
    first.note_task("echo", "completed", 0.1)
    assert (len(counts(first)), len(counts(second))) == (1, 0)
