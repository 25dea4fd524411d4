"""A run whose process was killed is marked crashed and, where it belongs to a deployment, goes on as the same run."""

from pathlib import Path
from uuid import UUID

import pytest

KILLED = '{"pid": 1, "created_s": 1.0, "port": 0}'


@pytest.fixture
def killed(tmp_path: Path, prefect_api: str):
    """Makes a run in the state Running whose process is gone, of a deployment or of none; returns its id."""
    from prefect import flow
    from prefect.client.orchestration import get_client
    from prefect.states import Completed, Running

    @flow(name="cut-short")
    def cut_short() -> None: ...

    def make(*, deployed: bool, ended: bool = False) -> UUID:
        with get_client(sync_client=True) as client:
            if deployed:
                deployment = client.create_deployment(client.create_flow(cut_short), name="tests")
                run = client.create_flow_run_from_deployment(deployment, state=Running())
            else:
                run = client.create_flow_run(cut_short, state=Running())
            if ended:
                client.set_flow_run_state(run.id, Completed(), force=True)
        (tmp_path / "runs").mkdir(exist_ok=True)
        (tmp_path / "runs" / f"{run.id}.json").write_text(KILLED)
        return run.id

    return make


def states_after_resuming(home: Path, run_id: UUID) -> tuple[list[str], list[str]]:
    from prefect.client.orchestration import get_client

    from flows.service.resume import resume

    names = resume(home)
    with get_client(sync_client=True) as client:
        states = sorted(client.read_flow_run_states(run_id), key=lambda state: state.timestamp)
    assert list((home / "runs").iterdir()) == []
    return names, [state.name or "" for state in states]


def test_a_run_of_a_deployment_goes_on(tmp_path: Path, killed) -> None:
    names, states = states_after_resuming(tmp_path, killed(deployed=True))
    assert len(names) == 1
    assert states[-2:] == ["Crashed", "AwaitingRetry"]


def test_a_run_from_a_shell_is_marked_and_left(tmp_path: Path, killed) -> None:
    names, states = states_after_resuming(tmp_path, killed(deployed=False))
    assert (names, states[-1]) == ([], "Crashed")


def test_a_run_that_had_ended_keeps_its_state(tmp_path: Path, killed) -> None:
    names, states = states_after_resuming(tmp_path, killed(deployed=True, ended=True))
    assert (names, states[-1]) == ([], "Completed")


def test_a_run_that_the_server_does_not_know_is_forgotten(tmp_path: Path, prefect_api: str) -> None:
    from flows.service.resume import resume

    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / f"{UUID(int=7)}.json").write_text(KILLED)
    assert resume(tmp_path) == []
    assert list((tmp_path / "runs").iterdir()) == []
