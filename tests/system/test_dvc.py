"""DVC runs the gate when it must, and only then."""

import json
import sys
from pathlib import Path

import pytest

from tests.system.copied_project import Project


def repro(project: Project, *options: str) -> str:
    status, said = project.run("-m", "dvc", "repro", *options, "smoke")
    assert status == 0, said
    return said


def run_id(project: Project) -> str:
    return json.loads((project.root / "reports" / "smoke_summary.json").read_text())["run_id"]


@pytest.mark.slow
def test_a_second_repro_does_nothing_and_a_forced_one_really_runs(project: Project) -> None:
    (project.root / ".venv").symlink_to(Path(sys.prefix))
    repro(project)
    first = run_id(project)
    assert "Data and pipelines are up to date" in repro(project)
    assert run_id(project) == first
    repro(project, "--force", "--no-run-cache")
    assert run_id(project) != first
