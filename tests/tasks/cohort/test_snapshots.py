"""A snapshot is of this machine's own results, signed; whoever compares checks that before anything is believed."""

import json
import shutil

import pytest

from core.errors import CodedError
from core.signing.keys import SigningKey
from gates.catalogue import GATES, Gate
from gates.trust import with_local
from tasks.cohort.snapshots import compare_machines, machines_folder, read_snapshots, sign_snapshot, snapshot_of, take_snapshot
from tasks.evidence.account import Account, account_record
from tasks.evidence.local_identity import local_peer
from tasks.evidence.sources import digest_sources
from tasks.project.all_parameters import load_project
from tasks.reports.store import Publication, publish, verify_reports
from tests.tasks.signed_project import KNOWN, SignedProject, make_project


@pytest.fixture
def project(tmp_path) -> SignedProject:
    project = make_project(tmp_path / "project")
    for gate in KNOWN:
        project.publish(gate)
    return project


def limits(project: SignedProject):
    return load_project(project.root).limits


def code_of(do) -> str:
    with pytest.raises(CodedError) as caught:
        do()
    return caught.value.code


def test_a_snapshot_is_signed_and_holds_this_machines_scores_and_the_digests_behind_them(project):
    path = take_snapshot(project.root, "reduced", limits(project), "laptop")
    assert path == project.reports() / "machines" / "laptop.json"
    (found,) = read_snapshots(project.root, path.parent)
    assert (found.passed, found.rehearsal, set(found.gates)) == (True, False, set(KNOWN))
    assert set(found.artifacts) == {GATES[name].artifact for name in GATES if GATES[name].name in KNOWN}
    with_scores = json.loads(path.read_text())
    assert with_scores["scores"]["baseline_int8_accuracy"] == 0.97


def test_an_artifact_of_another_machine_is_not_passed_off_as_this_ones(project):
    project.publish("baseline", machine_id="elsewhere")
    assert code_of(lambda: take_snapshot(project.root, "reduced", limits(project))) == "gates.snapshot.foreign"


def test_a_gate_that_has_not_run_makes_no_snapshot(project):
    (project.reports() / "baseline_metrics.json").unlink()
    assert code_of(lambda: take_snapshot(project.root, "reduced", limits(project))) == "gates.artifact.missing"


def test_a_gate_that_failed_makes_a_snapshot_that_has_not_passed(project):
    project.publish("smoke", b'{"ok": false}')
    assert snapshot_of(project.root, "reduced", limits(project)).passed is False


def test_a_snapshot_that_was_edited_or_carries_anothers_evidence_is_refused(project):
    path = take_snapshot(project.root, "reduced", limits(project), "laptop")
    shutil.copy(path.with_name("laptop.dsse.json"), path.with_name("other.dsse.json"))
    shutil.copy(path, path.with_name("other.json"))
    assert code_of(lambda: read_snapshots(project.root, path.parent)) == "gates.evidence.altered"
    for name in ("other.json", "other.dsse.json"):
        path.with_name(name).unlink()
    path.write_text(path.read_text().replace("0.97", "0.99"))
    assert code_of(lambda: read_snapshots(project.root, path.parent)) == "gates.evidence.altered"


def test_a_snapshot_that_names_another_machine_than_its_evidence_is_refused(project):
    own = snapshot_of(project.root, "reduced", limits(project))
    sign_snapshot(project.root, machines_folder(project.root, "reduced"), own.model_copy(update={"machine_id": "elsewhere"}))
    assert code_of(lambda: read_snapshots(project.root, machines_folder(project.root, "reduced"))) == "gates.snapshot.foreign"


def test_one_machine_under_three_names_is_refused_and_nothing_is_written(project):
    for label in ("a", "b", "c"):
        take_snapshot(project.root, "reduced", limits(project), label)
    assert code_of(lambda: compare_machines(project.root, "reduced", limits(project))) == "gates.snapshot.repeated"
    assert not (project.reports() / "machine_comparison.json").exists()


def from_elsewhere(project: SignedProject, number: int, key: SigningKey) -> None:
    """A snapshot as another machine would have sent it, signed by its own key."""
    own = snapshot_of(project.root, "reduced", limits(project), f"machine-{number}")
    sent = own.model_copy(
        update={"machine_id": f"machine {number}", "scores": {name: score - number / 100 for name, score in own.scores.items()}}
    )
    gate = Gate("machine_snapshot", f"{sent.label}.json", (), inputs={"reduced": ()}, params=("limits",), entry="tasks.cohort.snapshots")
    run = account_record(project.root, gate.name, Account("run-9", "reduced", sent.generated_utc, timings_s={}))
    run = run.model_copy(update={"machine": run.machine.model_copy(update={"id": sent.machine_id})})
    publication = Publication(gate.artifact, sent.model_dump_json().encode(), {})
    publish(machines_folder(project.root, "reduced"), publication, run, digest_sources(project.root, gate, "reduced"), key)


def test_three_machines_whose_keys_are_trusted_are_compared(project):
    for number in range(3):
        from_elsewhere(project, number, project.key)
    path, verdict = compare_machines(project.root, "reduced", limits(project))
    assert verdict.ok, verdict.failures
    found = json.loads(path.read_text())
    assert (found["rehearsal"], found["score_ranges"]["baseline_int8_accuracy"]) == (False, pytest.approx(0.02))


def test_a_machine_whose_key_nobody_trusts_is_refused(project):
    from_elsewhere(project, 0, SigningKey.from_seed(bytes([7] * 32)))
    assert code_of(lambda: compare_machines(project.root, "reduced", limits(project))) == "gates.evidence.untrusted"


def test_a_comparison_of_too_few_is_published_as_what_it_is(project):
    take_snapshot(project.root, "reduced", limits(project))
    path, verdict = compare_machines(project.root, "reduced", limits(project))
    assert [failure.partition(":")[0] for failure in verdict.failures] == ["snapshots"]
    trusted = with_local({project.key.peer_id: "release key"}, local_peer())
    assert [one.findings for one in verify_reports(project.reports(), project.root, trusted) if one.artifact == path.name] == [()]


def test_a_folder_that_is_not_there_is_named(project):
    assert code_of(lambda: compare_machines(project.root, "reduced", limits(project))) == "gates.artifact.missing"
