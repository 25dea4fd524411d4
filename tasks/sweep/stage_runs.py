"""What Prefect's API knows of a stage: the flow runs that it made, why they failed, and how long their tasks took."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId, FlowRunFilterName
from prefect.client.schemas.objects import FlowRun, TaskRun

RECORDED_TIMEOUT_S = 5.0
PAGE = 200


@dataclass(frozen=True, slots=True)
class StageRun:
    """The flow run of a stage: its id and name, the message of its state, and the seconds that its tasks cover."""

    flow_run_id: str
    name: str
    message: str
    task_sec: float


def read_stage_run(name: str) -> StageRun | None:
    """The flow run of that name; None where the stage ran none. Waits until the server has recorded the end of its tasks."""
    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs(flow_run_filter=FlowRunFilter(name=FlowRunFilterName(any_=[name])))
        if not runs:
            return None
        run = max(runs, key=lambda one: one.created or datetime.min)
        message = (run.state.message if run.state else None) or ""
        return StageRun(str(run.id), run.name, message, covered_s(_spans(_ended_tasks(client, run))))


def covered_s(spans: Iterable[tuple[float, float]]) -> float:
    """How long at least one of `spans` (start, end) lasted: what overlaps counts once."""
    total, until = 0.0, float("-inf")
    for start, end in sorted(spans):
        total += max(0.0, end - max(start, until))
        until = max(until, end)
    return total


def _ended_tasks(client: SyncPrefectClient, run: FlowRun) -> list[TaskRun]:
    """Every task run of `run`; tasks reach the server as events, the last of them a moment after the flow has ended."""
    deadline = time.monotonic() + RECORDED_TIMEOUT_S
    while True:
        tasks = list(_task_runs(client, run))
        if all(task.end_time for task in tasks) or time.monotonic() > deadline:
            return tasks
        time.sleep(0.1)


def _task_runs(client: SyncPrefectClient, run: FlowRun) -> Iterable[TaskRun]:
    offset = 0
    while page := client.read_task_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[run.id])), limit=PAGE, offset=offset):
        yield from page
        offset += len(page)


def _spans(tasks: Iterable[TaskRun]) -> Iterable[tuple[float, float]]:
    for task in tasks:
        if task.start_time and task.end_time:
            yield task.start_time.timestamp(), task.end_time.timestamp()
