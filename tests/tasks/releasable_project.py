"""A project that may be released: every gate passed, the status is whole, the table was executed, the changelog has its date."""

from pathlib import Path

from core.version import VERSION
from gates.definition import Row
from gates.goals import STRICT
from gates.readiness import REQUIRED_DOCS
from tasks.project.all_parameters import load_project
from tasks.status.assessment import assess, publish_assessment
from tasks.status.definition_of_done import RowResult, publish_results
from tasks.status.release import CHANGELOG
from tests.tasks.signed_project import ARTIFACTS, SignedProject, make_project

ROWS = [RowResult(Row(f"{number:02}", (), "true", ("ok",)), "pass", "true") for number in range(1, 14)]


def make_releasable(root: Path) -> SignedProject:
    project = make_project(root)
    (project.root / "docs").mkdir()
    for name in REQUIRED_DOCS:
        (project.root / name).touch()
    (project.root / CHANGELOG).write_text(f"## [{VERSION}] - 2026-01-31\n")
    for gate in ARTIFACTS:
        project.publish(gate)
    publish_assessment(project.root, assess(project.root, "reduced", load_project(project.root).limits, STRICT), "run-2")
    publish_results(project.root, ROWS, strict=True)
    return project
