"""A release of a project: refused until the whole table passed on the artifacts as they are, and then what sha256sum agrees with."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tasks.status.definition_of_done import DOCUMENT
from tasks.status.release import make_release
from tests.tasks.releasable_project import commit, make_releasable
from tests.tasks.signed_project import SignedProject, make_project


@pytest.fixture
def project(tmp_path) -> SignedProject:
    return make_releasable(tmp_path / "project")


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
    assert len(made.refusals) == 11 + 1 + 1 + 1 + 1
    assert made.refusals[0].next == "make gates"


def test_a_document_that_was_never_executed_is_no_release(project):
    (project.root / DOCUMENT).write_text("another table")
    commit(project.root)
    assert refused(project) == ["definition_of_done.json"]


def test_what_the_tag_would_not_hold_is_no_release(project):
    (project.root / "dvc.lock").write_text("what a run leaves")
    assert refused(project) == []
    (project.root / "more.py").write_text("pass")
    (project.root / "CHANGELOG.md").write_text((project.root / "CHANGELOG.md").read_text() + "more\n")
    (one,) = make_release(project.root).refusals
    assert (one.about, one.why) == ("git", "CHANGELOG.md is not committed as it is here (and 1 more)")
    shutil.rmtree(project.root / ".git")
    assert refused(project) == ["git"]


def test_a_release_that_only_this_machine_trusts_is_refused(project):
    trust = project.root / "trust" / "keys.json"
    listed = json.loads(trust.read_text())
    trust.write_text(json.dumps(listed | {"keys": [one for one in listed["keys"] if one["name"] != "maintainer"]}))
    commit(project.root)
    assert refused(project) == ["trust/keys.json"]
