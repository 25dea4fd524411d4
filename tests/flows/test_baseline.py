"""The baseline gate in whole runs with few seeds and clients: it passes, its evidence holds, and interrupted it leaves nothing."""

import json
import signal
import time
from collections.abc import Iterator

import psutil
import pytest

from tests.system.copied_project import Project, copied_project
from tests.system.marked_processes import command_of

SMALL = {
    "seeds: [0, 1, 2, 3, 4]": "seeds: [0, 1]",
    "num_clients: 8": "num_clients: 2",
    "num_rounds: 30": "num_rounds: 2",
    "max_accuracy_drop: 0.01\n": "max_accuracy_drop: 0.5\n",
    "min_int8_accuracy: 0.95": "min_int8_accuracy: 0.2",
    "max_sparse_accuracy_drop: 0.015": "max_sparse_accuracy_drop: 0.9",
    "min_seeds: 5": "min_seeds: 2",
}
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A project whose baseline takes two seeds, two clients and two rounds, and passes with little."""
    with copied_project(tmp_path_factory.mktemp("p"), SMALL) as project:
        assert project.run("-m", "tasks.data.digits")[0] == 0
        yield project


def test_the_command_explains_itself(flows) -> None:
    assert "Run the baseline gate" in flows["baseline"].help


def test_a_run_passes_with_evidence_and_leaves_nothing(small: Project, reporting: dict[str, str]) -> None:
    """As the stage of dvc.yaml runs it; DVC itself runs the smoke gate in tests/system/test_smoke.py."""
    status, said = small.run("-m", "flows.baseline", "--profile", "reduced", **reporting)
    assert status == 0, said
    assert [line.split(":")[0] for line in said.splitlines() if line.startswith("[baseline]")] == [
        f"[baseline] {step}" for step in ("agents", "discovery", "train_fp32", "train_int8", "twin", "simulate")
    ]
    artifact = json.loads((small.root / "reports" / "baseline_metrics.json").read_text())
    assert (artifact["runs"], artifact["transport"], len(artifact["peers"])) == (2, "libp2p", 3)
    assert artifact["agents"]["fedavg_int8"]["weights_sha256"] == artifact["agents"]["fedavg_int8"]["twin_weights_sha256"]
    assert small.run("-m", "cli.main", "verify", "reports/", "--json")[0] == 0
    assert [*small.processes(), *small.temporary.iterdir()] == []


def computing(project: Project) -> list[psutil.Process]:
    return [process for process in project.processes() if "tasks.computing.worker" in command_of(process)]


def test_interrupted_while_it_simulates_it_leaves_nothing(small: Project) -> None:
    """The signal reaches the flow alone, as from `kill`: the processes that compute for its threads have to be ended by it.

    They are suspended, so that none of them ends by itself.
    """
    process = small.start("-m", "flows.baseline", "--profile", "reduced")
    give_up = time.monotonic() + 120
    while len(computing(small)) < 2:
        assert time.monotonic() < give_up and process.poll() is None
        time.sleep(0.05)
    for one in computing(small):
        one.suspend()
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert said.splitlines()[-1] == "baseline: interrupted; nothing is left running"
    assert small.processes() == []
    assert [*small.temporary.iterdir()] == []
