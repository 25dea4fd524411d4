"""`python -m flows.service.resume`: runs of a sweep whose process was killed are scheduled again, by the same run.

The stages that had finished are up to date for DVC, so the resumed run goes on where the killed one stopped.
"""

import socket
from collections.abc import Iterable

import psutil
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.states import AwaitingRetry, Crashed

MESSAGE = "The process of this run is gone: it was killed, or the machine went down."


def is_abandoned(infrastructure_pid: str | None, host: str, pids: Iterable[int]) -> bool:
    """Whether `host:pid` names a process of this machine that does not live; of another machine's nothing is known."""
    where, _, pid = (infrastructure_pid or "").rpartition(":")
    return where == host and pid.isdecimal() and int(pid) not in set(pids)


def resume() -> list[str]:
    """Mark every abandoned run crashed, schedule it again at once, and return their names."""
    with get_client(sync_client=True) as client:
        states = FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]))
        found: list[FlowRun] = client.read_flow_runs(flow_run_filter=FlowRunFilter(state=states))
        host, pids = socket.gethostname(), psutil.pids()
        abandoned = [run for run in found if run.deployment_id and is_abandoned(run.infrastructure_pid, host, pids)]
        for run in abandoned:
            client.set_flow_run_state(run.id, Crashed(message=MESSAGE), force=True)
            client.set_flow_run_state(run.id, AwaitingRetry(message=f"{MESSAGE} It goes on with what is not up to date."), force=True)
        return [run.name for run in abandoned]


if __name__ == "__main__":
    for name in resume():
        print(f"resumed: {name}")
