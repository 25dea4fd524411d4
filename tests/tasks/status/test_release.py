"""A release of a project: refused until the whole table passed on the artifacts as they are, and then what sha256sum agrees with."""

import subprocess
from pathlib import Path

import pytest

from core.version import VERSION
from gates.definition import Row
from gates.goals import STRICT
from gates.readiness import REQUIRED_DOCS
from tasks.project.all_parameters import load_project
from tasks.status.assessment import assess, publish_assessment
from tasks.status.definition_of_done import DOCUMENT, RowResult, publish_results
from tasks.status.release import CHANGELOG, make_release
from tests.tasks.signed_project import ARTIFACTS, SignedProject, make_project

ROWS = [RowResult(Row(f"{number:02}", (), "true", ("ok",)), "pass", "true") for number in range(1, 14)]


@pytest.fixture
def project(tmp_path) -> SignedProject:
    """A project that may be released."""
    project = make_project(tmp_path / "project")
    (project.root / "docs").mkdir()
    for name in REQUIRED_DOCS:
        (project.root / name).touch()
    (project.root / CHANGELOG).write_text(f"## [{VERSION}] - 2026-01-31\n")
    for gate in ARTIFACTS:
        project.publish(gate)
    publish_assessment(project.root, assess(project.root, "reduced", load_project(project.root).limits, STRICT), "run-2")
    publish_results(project.root, ROWS, strict=True)
    return project


def refused(project: SignedProject) -> list[str]:
    return [one.about for one in make_release(project.root).refusals]


def sums(project: SignedProject) -> Path:
    return project.reports() / "SHA256SUMS"


def test_the_digests_of_the_twelve_artifacts_and_their_evidence_are_what_sha256sum_finds(project):
    made = make_release(project.root)
    assert (made.refusals, made.sums, made.num_files) == ((), "reports/SHA256SUMS", 25)
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=project.reports(), capture_output=True, text=True, check=True
    )
    assert done.stdout.count(": OK") == 25


def test_an_edited_artifact_is_refused_and_takes_the_digests_with_it(project):
    make_release(project.root)
    assert sums(project).exists()
    with (project.reports() / "baseline_metrics.json").open("a") as file:
        file.write(" ")
    assert "baseline_metrics.json" in refused(project)
    assert not sums(project).exists()


def test_an_edited_status_text_is_found_with_the_status(project):
    (project.reports() / "main_track_status.md").write_text("# all done")
    assert "main_track_status.json" in refused(project)


def test_an_artifact_that_is_newer_than_the_table_asks_for_the_table_again(project):
    project.publish("smoke", b'{"ok": true}')
    assert {"definition_of_done.json", "main_track_status.json"} <= set(refused(project))


def test_without_reports_everything_is_missing_and_the_first_step_is_named(tmp_path):
    project = make_project(tmp_path / "empty")
    made = make_release(project.root)
    assert len(made.refusals) == 11 + 1 + 1 + 1
    assert made.refusals[0].next == "make gates"


def test_a_document_that_was_never_executed_is_no_release(project):
    (project.root / DOCUMENT).write_text("another table")
    assert refused(project) == ["definition_of_done.json"]
