"""What is packed is what a maintainer takes; what a maintainer would refuse is not packed."""

from datetime import timedelta

import pytest

from core.errors import CodedError
from core.signing.keys import SigningKey
from gates.cohort.ledger import Intake
from tasks.cohort.intake import opened, take
from tasks.cohort.packing import pack
from tasks.cohort.store import CohortFolder
from tasks.cohort.volunteer import CYCLE
from tasks.evidence.local_identity import local_key
from tests.gates.mutations import put, sample
from tests.tasks.cohort.volunteer_node import PACKED_AT, Volunteer, issued, make_volunteer


@pytest.fixture
def volunteer(tmp_path) -> Volunteer:
    return make_volunteer(tmp_path)


def packed(volunteer: Volunteer, **later: float):
    return pack(volunteer.project.root, volunteer.folder, "reduced", now=PACKED_AT + timedelta(**later))


def code_of(volunteer: Volunteer, **later: float) -> str:
    with pytest.raises(CodedError) as caught:
        packed(volunteer, **later)
    assert volunteer.folder.packed() == []
    assert volunteer.folder.node().sequence == 0
    return caught.value.code


def test_what_was_packed_is_taken(volunteer: Volunteer, tmp_path):
    path = packed(volunteer)
    assert path.name == "node-1_onboarding_20260101T010000Z.tgz"
    cohort = CohortFolder.at(tmp_path / "cohort")
    (cohort.invitations / f"{'ab' * 16}.dsse.json").write_bytes(issued())
    (cohort.quarantine / path.name).write_bytes(path.read_bytes())
    (seen,) = take(cohort, cohort.waiting(), Intake(), now=lambda: PACKED_AT)
    assert (seen.state, seen.error) == ("passed", None)
    assert seen.receipt is not None and seen.receipt.metrics.health.uptime_ratio_24h == pytest.approx(23 / 24)


def test_each_bundle_has_a_number_of_its_own(volunteer: Volunteer):
    numbers = [opened(packed(volunteer, minutes=minute).read_bytes()).manifest.sequence for minute in (0, 1, 2)]
    assert numbers == [1, 2, 3]
    assert len(volunteer.folder.packed()) == 3


def test_a_gate_that_has_not_run_is_named(volunteer: Volunteer):
    (volunteer.project.reports() / "baseline_metrics.json").unlink()
    (volunteer.project.reports() / "baseline_metrics.dsse.json").unlink()
    assert code_of(volunteer) == "gates.artifact.missing"


def test_an_edited_artifact_and_one_of_another_key_are_not_packed(volunteer: Volunteer):
    path = volunteer.project.reports() / "baseline_metrics.json"
    path.write_text(path.read_text().replace("0.97", "0.99"))
    assert code_of(volunteer) == "gates.evidence.altered"
    volunteer.project.publish("baseline", key=SigningKey.from_seed(bytes(32)), git_commit="a1b2c3d")
    assert code_of(volunteer) == "gates.evidence.untrusted"


def test_an_artifact_of_another_machine_is_not_packed(volunteer: Volunteer):
    volunteer.project.publish("baseline", key=local_key(), machine_id="elsewhere", git_commit="a1b2c3d")
    assert code_of(volunteer) == "gates.bundle.evidence"


def test_a_cycle_of_yesterday_is_not_packed(volunteer: Volunteer):
    assert code_of(volunteer, days=1) == "gates.bundle.stale"


def test_a_secret_is_not_packed(volunteer: Volunteer):
    (volunteer.folder.root / CYCLE).write_bytes(b"seed " + local_key().seed.hex().encode())
    assert code_of(volunteer) == "gates.bundle.secret"


def test_a_gate_that_failed_is_packed_and_told(volunteer: Volunteer):
    volunteer.project.publish(
        "baseline", put(sample("baseline"), "methods.fedavg_int8.accuracy_mean", 0.5), key=local_key(), git_commit="a1b2c3d"
    )
    assert b'"open_issues": 1' in opened(packed(volunteer).read_bytes()).members["pilot_metrics.json"]
