"""The weekly report is signed with its bundle, says what is wrong, and stays true when a gate runs again."""

import io
import json
import tarfile

import pytest

from gates.goals import STRICT
from gates.judges import JUDGEMENTS, judge_artifact
from gates.trust import with_local
from gates.verdicts.provenance import judge_provenance_files
from tasks.evidence.local_identity import local_peer
from tasks.project.all_parameters import load_project
from tasks.project.files import file_digest
from tasks.reports.store import verify_reports
from tasks.status.assessment import assess
from tasks.status.weekly import publish_weekly
from tasks.status.weekly_text import BUNDLE, MANIFEST, REPORT
from tests.gates.mutations import sample
from tests.tasks.signed_project import SignedProject, make_project

HEADINGS = ["Provenance", "Milestone and Issue Status", "Metrics Summary", "Risks/Incidents", "Next-Week Focus"]


@pytest.fixture
def project(tmp_path) -> SignedProject:
    project = make_project(tmp_path / "project")
    project.publish("baseline")
    project.publish("smoke", sample("smoke") | {"ok": False})
    return project


def written(project: SignedProject) -> str:
    found = assess(project.root, "reduced", load_project(project.root).limits, STRICT)
    return publish_weekly(project.root, found, "run-3").read_text()


def findings(project: SignedProject) -> list[str]:
    trusted = with_local({project.key.peer_id: "release key"}, local_peer())
    return [
        finding.code
        for one in verify_reports(project.reports(), project.root, trusted)
        for finding in one.findings
        if one.artifact == MANIFEST
    ]


def test_the_report_has_the_five_sections_with_milestones_figures_incidents_and_what_comes_next(project):
    text = written(project)
    assert [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")] == HEADINGS
    assert "| M1 | no | needs U1, U4; open: U1; U4 |" in text
    assert "- incident: A whole run over real agents: ok:" in text
    assert "| baseline | done | " in text
    focus = text.partition("## Next-Week Focus")[2]
    assert focus.index("gates explain smoke") < focus.index("gates explain adapter")


def test_the_manifest_names_every_file_of_the_bundle_the_bundle_and_the_report_with_digests_that_hold(project):
    written(project)
    manifest = json.loads((project.reports() / MANIFEST).read_text())
    assert judge_artifact("provenance", manifest, JUDGEMENTS["provenance"].floors).ok
    names = [one["path"] for one in manifest["artifacts"]]
    facts = {name: (file_digest(project.root, name), (project.root / name).stat().st_size) for name in names}
    assert judge_provenance_files(manifest, facts).ok
    with tarfile.open(fileobj=io.BytesIO((project.reports() / BUNDLE).read_bytes())) as tar:
        assert {f"reports/{name}" for name in (*tar.getnames(), BUNDLE)} == set(names)
        assert {"baseline_metrics.json", "baseline_metrics.dsse.json", "baseline_frame.parquet", REPORT} <= set(tar.getnames())


def test_the_same_artifacts_give_the_same_bundle_and_a_second_report_does_not_pack_the_first(project):
    found = assess(project.root, "reduced", load_project(project.root).limits, STRICT)
    publish_weekly(project.root, found, "run-3")
    first = (project.reports() / BUNDLE).read_bytes()
    publish_weekly(project.root, found, "run-4")
    assert (project.reports() / BUNDLE).read_bytes() == first


def test_a_gate_that_runs_again_leaves_the_report_true_and_an_edited_one_is_found(project):
    written(project)
    project.publish("baseline", sample("baseline") | {"note": "another run"})
    assert findings(project) == []
    (project.reports() / REPORT).write_text("# all is well")
    assert findings(project) == ["gates.evidence.altered"]


def test_a_project_without_reports_gets_a_report_that_says_so(tmp_path):
    text = written(make_project(tmp_path / "empty"))
    assert "- no incident: nothing is blocked" in text and "Main track goals: 0/4" in text


def test_pages_and_their_history_are_left_out(project):
    for name in ("index.html", "history.jsonl"):
        (project.reports() / name).write_text("a view")
    written(project)
    manifest = json.loads((project.reports() / MANIFEST).read_text())
    assert not [one["path"] for one in manifest["artifacts"] if one["path"].endswith((".html", ".jsonl"))]
