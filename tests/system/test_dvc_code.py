"""A changed file runs again, by DVC itself, the stages that run it and nothing else. The pipelines are this project's, their work is not."""

import re
import sys
from pathlib import Path

import pytest
import yaml

from gates.catalogue import GATES
from tasks.evidence.imported_code import ProjectCode
from tasks.project.files import PROJECT_ROOT
from tests.system.copied_project import Project, copied_project

pytestmark = pytest.mark.slow

NAMES = sorted(gate.name for gate in GATES.values())
WORK = "import sys, uuid, pathlib; [(p.parent.mkdir(parents=True, exist_ok=True), p.write_text(uuid.uuid4().hex)) for p in map(pathlib.Path, sys.argv[1:])]"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory):
    """The project with the stages of the reduced profile up to date, each of which writes a word to its outputs."""
    with copied_project(tmp_path_factory.mktemp("p")) as copy:
        (copy.root / ".venv").symlink_to(Path(sys.prefix))
        (copy.root / "work.py").write_text(WORK)
        pipeline = yaml.safe_load((copy.root / "dvc.yaml").read_text())
        for name, stage in pipeline["stages"].items():
            if name != "code":
                outs = [f"{out}/file" if "." not in Path(out).name else out for out in (*stage["outs"], *stage.get("metrics", ()))]
                stage["cmd"] = f".venv/bin/python -IS work.py {' '.join(outs)}"
        (copy.root / "dvc.yaml").write_text(yaml.safe_dump(pipeline))
        (copy.root / "README.md").write_text("one sentence")
        assert set(NAMES) < set(reproduced(copy))
        yield copy


def reproduced(project: Project) -> list[str]:
    """The stages that `dvc repro` runs."""
    status, said = project.dvc("repro")
    assert status == 0, said
    return re.findall(r"^Running stage '(.+)':$", said, flags=re.MULTILINE)


def change(project: Project, name: str) -> None:
    with (project.root / name).open("a") as file:
        file.write("\n# changed\n")


def test_nothing_runs_where_nothing_or_a_document_has_changed(project: Project) -> None:
    assert reproduced(project) == []
    change(project, "README.md")
    assert reproduced(project) == []


def test_the_folder_of_a_changed_file_is_named_before_anything_runs(project: Project) -> None:
    change(project, "flows/baseline.py")
    status, said = project.dvc("status", "dvc.yaml")
    assert (status, re.findall(r"modified: +(\S+)", said)) == (0, ["flows"])


@pytest.mark.parametrize(
    "file", ["flows/baseline.py", "tasks/computing/measured.py", "p2p/agent/computing/worker.py", "tasks/status/assessment.py"]
)
def test_a_changed_file_runs_the_gates_again_that_import_it_or_start_it_and_no_other(project: Project, file: str) -> None:
    code = ProjectCode(PROJECT_ROOT)
    change(project, file)
    again = {gate.name: gate.artifact for gate in GATES.values() if file in code.files_of(gate.module)}
    read_on = [gate.name for gate in GATES.values() if any(f"reports/{artifact}" in gate.inputs["reduced"] for artifact in again.values())]
    assert sorted(reproduced(project)) == sorted({"code", *again, *read_on})
