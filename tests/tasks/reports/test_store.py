import base64
import json
import subprocess
import sys
import threading
from hashlib import sha256
from pathlib import Path

import pytest

from core.errors import CodedError
from tasks.reports.store import CheckedArtifact, profile_of, reports_folder, verify_reports
from tests.tasks.reports.published_smoke import ARTIFACT, EVIDENCE, FIGURE, FRAME, check, codes, resign


def test_a_published_artifact_verifies_and_names_its_signer(published):
    assert check(published) == CheckedArtifact(ARTIFACT, published.key.peer_id, ())


def test_publishing_leaves_the_artifact_its_figure_and_its_evidence_and_nothing_else(published):
    assert {path.name for path in published.reports.iterdir()} == {ARTIFACT, EVIDENCE, FIGURE, FRAME}


def test_signing_again_without_a_change_still_verifies(published):
    resign(published, lambda statement: None)
    assert not codes(published)


def test_an_artifact_without_evidence_is_unsigned(published):
    (published.reports / EVIDENCE).unlink()
    assert codes(published) == {"gates.evidence.unsigned"}


def test_evidence_without_its_artifact_is_a_missing_artifact(published):
    (published.reports / ARTIFACT).unlink()
    assert codes(published) == {"gates.artifact.missing"}


def test_a_missing_figure_is_named(published):
    (published.reports / FIGURE).unlink()
    (finding,) = check(published).findings
    assert (finding.code, finding.name) == ("gates.evidence.altered", FIGURE)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("data/digits/train.safetensors", "input"), ("learning/module.py", "code"), ("flows/smoke.py", "code")],
)
def test_a_changed_source_makes_the_evidence_stale_and_is_named(published, name, kind):
    with (published.root / name).open("a") as file:
        file.write("changed")
    (finding,) = check(published).findings
    assert (finding.code, finding.name) == ("gates.evidence.stale", name)
    assert kind in finding.message


@pytest.mark.parametrize("name", ["learning/other.py", "learning/new.py", "README.md", "docs/quickstart.md", "core/__init__.py"])
def test_what_the_gate_does_not_run_changes_nothing(published, name):
    (published.root / name).parent.mkdir(exist_ok=True)
    (published.root / name).write_text("changed = True\n")
    assert not codes(published)


@pytest.mark.parametrize(
    ("old", "new", "part"), [("min_accuracy: 0.95", "min_accuracy: 0.5", "limits.smoke"), ("  num_agents: ", "  num_agents: 1", "smoke")]
)
def test_a_changed_parameter_makes_the_evidence_stale_and_is_named(published, old, new, part):
    path = published.root / "params.yaml"
    path.write_text(path.read_text().replace(old, new, 1))
    (finding,) = check(published).findings
    assert (finding.code, finding.name) == ("gates.evidence.stale", part)


def test_a_comment_in_the_parameters_changes_nothing(published):
    with (published.root / "params.yaml").open("a") as file:
        file.write("# a comment\n")
    assert not codes(published)


def test_evidence_that_leaves_out_a_source_of_its_gate_is_incomplete(published):
    resign(published, lambda statement: statement["predicate"]["sources"]["code"].pop())
    (finding,) = check(published).findings
    assert (finding.code, finding.name) == ("gates.evidence.incomplete", "learning/module.py")


def test_other_files_in_the_reports_are_passed_over(published):
    (published.reports / "notes.txt").write_text("a note")
    (published.reports / "full").mkdir()
    assert not codes(published)


def test_any_other_json_needs_evidence(published):
    (published.reports / "baseline_metrics.json").write_text("{}")
    first, _ = verify_reports(published.reports, published.root, {published.key.peer_id: "a friend"})
    assert [finding.code for finding in first.findings] == ["gates.evidence.unsigned"]


def test_a_folder_that_is_not_there_is_refused(published):
    with pytest.raises(CodedError) as caught:
        verify_reports(published.root / "nowhere", published.root, {})
    assert caught.value.code == "gates.artifact.missing"


def test_an_empty_folder_has_nothing_to_verify(tmp_path):
    assert verify_reports(tmp_path, tmp_path, {}) == []


def test_a_read_only_folder_can_be_verified(published):
    published.reports.chmod(0o555)
    try:
        assert not codes(published)
    finally:
        published.reports.chmod(0o755)


def test_publishing_replaces_a_link_and_not_what_it_points_to(published, tmp_path):
    target = tmp_path / "target"
    target.write_text("untouched")
    (published.reports / ARTIFACT).unlink()
    (published.reports / ARTIFACT).symlink_to(target)
    published.publish()
    assert not codes(published)
    assert target.read_text() == "untouched"


def test_publishing_removes_what_a_killed_publication_left(published):
    (published.reports / ".publish.smoke_summary.json").write_text("half")
    published.publish()
    assert not codes(published)
    assert {path.name for path in published.reports.iterdir()} == {ARTIFACT, EVIDENCE, FIGURE, FRAME}


def test_two_who_publish_at_once_leave_one_whole_set_and_readers_never_see_half(published):
    writers = [
        threading.Thread(target=lambda number=number: [published.publish(b"%d" % number * 9) for _ in range(15)]) for number in range(3)
    ]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert not codes(published)
    assert not codes(published)


def test_the_store_imports_no_prefect():
    code = "import sys, tasks.reports.store, tasks.data.digits; sys.exit('prefect' in sys.modules or 'numpy.f2py' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[3])


def test_the_digests_are_those_of_the_files(published):
    envelope = json.loads((published.reports / EVIDENCE).read_bytes())
    subject = json.loads(base64.b64decode(envelope["payload"]))["subject"]
    assert [entry["name"] for entry in subject] == [ARTIFACT, FIGURE, FRAME]
    assert [entry["digest"]["sha256"] for entry in subject] == [
        sha256((published.reports / name).read_bytes()).hexdigest() for name in (ARTIFACT, FIGURE, FRAME)
    ]


def test_the_full_profile_has_a_folder_of_its_own(tmp_path):
    assert reports_folder(tmp_path, "reduced") == tmp_path / "reports"
    assert reports_folder(tmp_path, "full") == tmp_path / "reports" / "full"


def test_evidence_that_leaves_out_a_companion_of_its_gate_is_incomplete(published):
    resign(published, lambda statement: statement["subject"].pop())
    (finding,) = check(published).findings
    assert (finding.code, finding.name) == ("gates.evidence.incomplete", FRAME)


def test_evidence_of_another_gate_is_incomplete(published):
    resign(published, lambda statement: statement["predicate"]["run"].update(gate="baseline"))
    (finding,) = check(published).findings
    assert (finding.code, finding.name) == ("gates.evidence.incomplete", "smoke")


def test_evidence_of_another_profile_than_the_folders_is_incomplete(published):
    resign(published, lambda statement: statement["predicate"]["run"].update(profile="full"))
    assert [(finding.code, finding.name) for finding in check(published).findings] == [("gates.evidence.incomplete", "full")]


def test_only_the_folders_of_the_gates_are_of_a_profile(published):
    assert profile_of(published.root / "reports", published.root) == "reduced"
    assert profile_of(published.root / "reports" / "full", published.root) == "full"
    assert profile_of(published.root, published.root) is None
