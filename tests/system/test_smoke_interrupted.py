"""A signal in the middle of `python -m flows.smoke` ends it at once, and nothing of it is left."""

import os
import signal
import time
from collections.abc import Callable, Iterator

import psutil
import pytest

from tests.system.copied_project import Project, copied_project
from tests.system.marked_processes import command_of

END_TIMEOUT_S = 60.0
"""A server whose start itself was interrupted ends with its input, once it reads it; nothing else may be left for a moment."""
FEWER_AGENTS = {"num_agents: 4": "num_agents: 2"}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with copied_project(tmp_path_factory.mktemp("p"), FEWER_AGENTS) as project:
        assert project.run("-m", "tasks.data.digits")[0] == 0
        yield project


def is_running(module: str) -> Callable[[Project], bool]:
    return lambda project: any(module in command_of(process) for process in project.processes())


def is_training(project: Project) -> bool:
    return any(project.temporary.glob("p2p-gate-*/coordinator/rounds/*/model-1.safetensors"))


@pytest.mark.parametrize(
    ("number", "is_moment", "is_reporting"),
    [
        pytest.param(signal.SIGINT, is_running("flows.local_api.server"), False, id="INT while Prefect starts"),
        pytest.param(signal.SIGTERM, is_running("p2p.agent.process"), True, id="TERM while agents start"),
        pytest.param(signal.SIGINT, is_training, True, id="INT while they train"),
    ],
)
def test_an_interrupted_run_leaves_nothing(
    small: Project, number: signal.Signals, is_moment: Callable[[Project], bool], is_reporting: bool, reporting: dict[str, str]
) -> None:
    """A run that has its own Prefect API is interrupted in tests/flows/test_baseline.py while it computes."""
    process = small.start("-m", "flows.smoke", "--include-fairness", **(reporting if is_reporting else {}))
    give_up = time.monotonic() + 120
    while not is_moment(small):
        assert time.monotonic() < give_up and process.poll() is None
        time.sleep(0.2)
    os.killpg(process.pid, number)
    said, _ = process.communicate(timeout=60)
    assert process.returncode in (130, 143, -number), said
    _, left = psutil.wait_procs(small.processes(), 0 if is_reporting else END_TIMEOUT_S)
    assert left == []
    assert [*small.temporary.iterdir()] == []
