"""Status and readiness are artifacts like any other: signed, and stale as soon as what they rest on has changed."""

import json

import pytest

from gates.artifacts.readiness import MvpReadiness
from gates.artifacts.status import MainTrackStatus
from gates.goals import STRICT, Requirements
from gates.readiness import REQUIRED_DOCS
from tasks.evidence.local_identity import local_key
from tasks.project.all_parameters import load_project
from tasks.reports.store import verify_reports
from tasks.status.assessment import READINESS, STATUS, STATUS_TEXT, assess, publish_assessment
from tasks.status.text import status_markdown
from tests.gates.mutations import sample
from tests.tasks.signed_project import SignedProject, make_project


@pytest.fixture
def project(tmp_path) -> SignedProject:
    project = make_project(tmp_path / "project")
    for gate in ("baseline", "smoke"):
        project.publish(gate)
    return project


def assessed(project: SignedProject, requirements: Requirements = STRICT):
    return assess(project.root, "reduced", load_project(project.root).limits, requirements)


def findings(project: SignedProject) -> dict[str, list[tuple[str, str]]]:
    trusted = {project.key.peer_id: "release key", local_key().peer_id: "local identity"}
    checked = verify_reports(project.reports(), project.root, trusted)
    return {one.artifact: [(finding.code, finding.name) for finding in one.findings] for one in checked}


def test_assessing_writes_nothing(project):
    before = sorted(path.name for path in project.reports().iterdir())
    assessed(project)
    assert sorted(path.name for path in project.reports().iterdir()) == before


def test_what_is_published_is_signed_with_its_markdown_twin_and_follows_its_schema(project):
    found = assessed(project)
    status, readiness = publish_assessment(project.root, found, "run-2")
    assert [path.name for path in (status, readiness)] == [STATUS, READINESS]
    assert findings(project) == {name: [] for name in ("baseline_metrics.json", "smoke_summary.json", STATUS, READINESS)}
    assert MainTrackStatus.model_validate_json(status.read_bytes()) == found.status
    assert MvpReadiness.model_validate_json(readiness.read_bytes()) == found.readiness
    twin = (project.reports() / STATUS_TEXT).read_text()
    assert "required sub-goals 2/9" in twin and "adapter_intent_metrics.json is missing" in twin


def test_a_gate_that_ran_again_makes_the_status_stale_and_is_named(project):
    publish_assessment(project.root, assessed(project), "run-2")
    project.publish("baseline", sample("baseline") | {"note": "another run"})
    found = findings(project)
    names = {name for _, name in found[STATUS]}
    assert {code for code, _ in found[STATUS]} == {"gates.evidence.stale"}
    assert names <= {"reports/baseline_metrics.json", "reports/baseline_metrics.dsse.json"} and names
    trusted = {project.key.peer_id: "release key", local_key().peer_id: "local identity"}
    said = [finding.message for one in verify_reports(project.reports(), project.root, trusted) for finding in one.findings]
    assert all("write it again: .venv/bin/python -m flows.status" in message for message in said)


def test_a_changed_limit_makes_the_status_stale(project):
    publish_assessment(project.root, assessed(project), "run-2")
    path = project.root / "params.yaml"
    path.write_text(path.read_text().replace("min_labels: 10", "min_labels: 11"))
    assert ("gates.evidence.stale", "limits") in findings(project)[STATUS]


def test_a_changed_document_makes_nothing_stale(project):
    (project.root / "docs").mkdir()
    for name in REQUIRED_DOCS:
        (project.root / name).write_text("one sentence")
    publish_assessment(project.root, assessed(project), "run-2")
    (project.root / REQUIRED_DOCS[0]).write_text("another sentence")
    assert [one for one in findings(project).values() if one] == []


def test_the_overhead_of_every_stage_of_the_last_sweep_is_told(project):
    assert assessed(project).status.overhead_sec is None
    record = {"schema_version": 1, "generated_utc": "2026-01-31T12:00:00Z", "profile": "reduced", "stages": {}}
    for name, rest in (("baseline", 1.5), ("data_digits", None)):
        record["stages"][name] = {"wall_sec": 9.0, "task_sec": None, "overhead_sec": rest}
    (project.reports() / "sweep.json").write_text(json.dumps(record))
    status = assessed(project).status
    assert status.overhead_sec == {"baseline": 1.5}
    assert "reporting: baseline 1.5 s." in status_markdown(status)


def test_an_edited_twin_is_named(project):
    publish_assessment(project.root, assessed(project), "run-2")
    (project.reports() / STATUS_TEXT).write_text("# all done")
    assert findings(project)[STATUS] == [("gates.evidence.altered", STATUS_TEXT)]


def test_documents_count_only_where_they_are(project):
    assert assessed(project).readiness.checks.required_docs.missing == REQUIRED_DOCS
    (project.root / "docs").mkdir()
    (project.root / REQUIRED_DOCS[1]).write_text("text")
    assert REQUIRED_DOCS[1] not in assessed(project).readiness.checks.required_docs.missing


def test_an_artifact_whose_evidence_is_missing_is_still_an_input(project):
    (project.reports() / "baseline_metrics.dsse.json").unlink()
    publish_assessment(project.root, assessed(project), "run-2")
    assert findings(project)[STATUS] == []
    (project.reports() / "baseline_metrics.json").write_text("{}")
    assert ("gates.evidence.stale", "reports/baseline_metrics.json") in findings(project)[STATUS]


def test_a_pass_without_fairness_is_not_the_strict_one(project):
    assert assessed(project, Requirements()).status.summary.required_sub_goals == 6
    assert assessed(project).status.summary.required_sub_goals == 9
