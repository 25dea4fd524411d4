"""The smoke gate in whole runs, by DVC: it passes, its evidence holds, it survives a killed agent, and it leaves nothing behind."""

import json
import re
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tasks.project.files import PROJECT_ROOT
from tests.system.copied_project import Project, copied_project
from tests.system.marked_processes import command_of

ARTIFACT, EVIDENCE, FIGURE = "smoke_summary.json", "smoke_summary.dsse.json", "smoke_accuracy.png"
SMALL = {
    "smoke:\n  num_agents: 4": "smoke:\n  num_agents: 3",
    "num_rounds: 12\n  epochs": "num_rounds: 8\n  epochs",
    "evaluation_seeds: [0, 1, 2, 3, 4]": "evaluation_seeds: [0]",
    "min_num_seeds: 5": "min_num_seeds: 1",
    "smoke:\n    require_fairness: true": "smoke:\n    require_fairness: false",
}
"""What a run says of its methods takes as long as its training, and fairness longer."""
pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class WholeRun:
    """A project in which `dvc repro smoke` has run once: what that said, its summary, what it left, and the code that was imported."""

    project: Project
    said: str
    summary: dict
    left: list[object]
    imported: set[str]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeRun]:
    """The first run of a project, by someone who uses Prefect for something else too."""
    with copied_project(tmp_path_factory.mktemp("p")) as project:
        (project.root / ".venv").symlink_to(Path(sys.prefix))
        project.forget_compiled()
        theirs = {"PREFECT_API_URL": "http://127.0.0.1:9/api", "PREFECT_PROFILE": "someone-elses"}
        status, said = project.run("-m", "dvc", "repro", "smoke", timeout_s=280, **theirs)
        assert status == 0, said
        yield WholeRun(project, said, summary_of(project), left_by(project), project.imported())


def summary_of(project: Project) -> dict:
    return json.loads((project.root / "reports" / ARTIFACT).read_text())


def left_by(project: Project) -> list[object]:
    """The processes and temporary files that a run has not ended or removed."""
    return [*project.processes(), *project.temporary.iterdir()]


def verify(project: Project) -> tuple[int, dict[str, object]]:
    status, said = project.run("-m", "cli.main", "verify", "reports/", "--json")
    return status, json.loads(said)


def test_a_run_passes_in_the_bits_of_its_twin_and_leaves_nothing(run: WholeRun) -> None:
    assert f"reports/{ARTIFACT}" in run.said.splitlines()
    assert [step["name"] for step in run.summary["steps"]] == [
        "agents",
        "discovery",
        "train_fp32",
        "train_int8",
        "twin",
        "evaluate",
        "fairness",
    ]
    for method in run.summary["methods"].values():
        assert method["weights_sha256"] == method["twin_weights_sha256"]
    assert run.left == []


def test_the_readme_shows_what_a_run_says(run: WholeRun) -> None:
    """Figures aside: times are a machine's, and the last bits a processor's. The limits are those of the run."""
    shown = (PROJECT_ROOT / "README.md").read_text().split("```\n[smoke]")[1].split("```")[0]
    assert without_figures(f"[smoke]{shown}") == without_figures(run.said)


def without_figures(said: str) -> list[str]:
    """The lines of the steps without numbers, and of the table the columns of what was asked."""
    steps = [
        re.sub(r"[0-9a-f]{12}|[-+]?[0-9][0-9.e+-]*", "0", line) for line in said.splitlines() if line.startswith(("[smoke]", "smoke:"))
    ]
    rows = [line.split("│") for line in said.splitlines() if line.startswith("│")]
    return [" ".join(line.split()) for line in steps] + [re.sub(r"[0-9a-f]{12}", "0", row[1] + row[3] + row[5]) for row in rows]


def test_its_evidence_holds_and_every_altered_byte_is_named(run: WholeRun) -> None:
    assert verify(run.project)[0] == 0
    for name in (ARTIFACT, EVIDENCE, FIGURE):
        path = run.project.root / "reports" / name
        content = path.read_bytes()
        path.write_bytes(content[:-40] + bytes([content[-40] ^ 1]) + content[-39:])
        status, found = verify(run.project)
        path.write_bytes(content)
        assert status == 1
        assert "smoke_summary" in json.dumps(found)


def test_no_process_of_a_run_imports_a_file_that_the_listing_of_its_code_leaves_out(run: WholeRun) -> None:
    listed = run.project.listed("flows.smoke")
    assert run.imported - listed == set()
    assert {"flows/entry.py", "learning/server.py", "learning/client.py", "p2p/host.py", "p2p/agent/api/app.py"} <= run.imported
    assert len(run.imported) > len(listed) / 2


def test_a_second_repro_does_nothing(run: WholeRun) -> None:
    before = summary_of(run.project)["run_id"]
    status, said = run.project.run("-m", "dvc", "repro", "smoke")
    assert status == 0
    assert "Data and pipelines are up to date" in said
    assert summary_of(run.project)["run_id"] == before


@pytest.fixture
def small(tmp_path: Path, run: WholeRun) -> Iterator[Project]:
    """A project with nothing but the first one's digits, whose smoke evaluates one seed and asks for no fairness."""
    with copied_project(tmp_path / "p", SMALL) as project:
        shutil.copytree(run.project.root / "data" / "digits", project.root / "data" / "digits", dirs_exist_ok=True)
        yield project


def agent_process(project: Project, name: str) -> psutil.Process:
    for process in project.processes():
        command = command_of(process)
        if "p2p.agent.process" in command and command[-1 if command[-1] != "--leash" else -2].endswith(f"/{name}"):
            return process
    raise AssertionError(f"{name} does not run")


def test_with_a_killed_agent_the_rest_ends_in_the_bits_of_the_twin(small: Project, reporting: dict[str, str]) -> None:
    project = small
    process = project.start("-m", "flows.smoke", "--profile", "reduced", **reporting)
    deadline = time.monotonic() + 120
    while not list(project.temporary.glob("p2p-gate-*/coordinator/rounds/*/model-1.safetensors")):
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.01)
    agent_process(project, "agent-2").send_signal(signal.SIGKILL)
    said, _ = process.communicate(timeout=280)
    assert process.returncode == 0, said
    summary = summary_of(project)
    excluded = {(one["peer"], one["code"]) for one in summary["excluded"]}
    assert {peer for peer, _ in excluded} == {summary["peers"][3]}
    assert all(code.startswith("p2p.") for _, code in excluded)
    for method in summary["methods"].values():
        assert method["weights_sha256"] == method["twin_weights_sha256"]
    assert [2 in clients for clients in summary["methods"]["fp32"]["participation"]][-1] is False
    assert left_by(project) == []
