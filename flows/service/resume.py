"""A run of a deployment whose process was killed is scheduled again, as the same run.

The stages that had finished are up to date for DVC, so the resumed run goes on where the killed one stopped.
"""

from pathlib import Path
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.exceptions import ObjectNotFound
from prefect.states import AwaitingRetry, Crashed

from flows.service.runs import forget_run, killed_runs

MESSAGE = "The process of this run is gone: it was killed, or the machine went down."


def resume(home: Path) -> list[str]:
    """Mark every killed run crashed, schedule again at once those of a deployment, and return the names of these."""
    with get_client(sync_client=True) as client:
        resumed = [_resume_run(client, run_id) for run_id in killed_runs(home)]
    for run_id in killed_runs(home):
        forget_run(home, run_id)
    return [name for name in resumed if name]


def _resume_run(client: SyncPrefectClient, run_id: str) -> str | None:
    try:
        run = client.read_flow_run(UUID(run_id))
    except ObjectNotFound:
        return None
    if run.state is None or (run.state.is_final() and not run.state.is_crashed()):
        return None
    client.set_flow_run_state(run.id, Crashed(message=MESSAGE), force=True)
    if run.deployment_id is None:
        return None
    client.set_flow_run_state(run.id, AwaitingRetry(message=f"{MESSAGE} It goes on with what is not up to date."), force=True)
    return run.name
