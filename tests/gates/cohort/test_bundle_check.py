"""A bundle that is believed has a receipt, which says what its gates came to."""

import pytest

from core.errors import CodedError
from gates.cohort.bundle.sealed_bundle import open_bundle
from gates.cohort.bundle_check import check_bundle, work_of
from gates.cohort.ledger import Intake
from gates.cohort.rechecked import MAX_DETAIL
from tests.gates.cohort.bundles import ALICE, NOW, Made, chunks, ledger
from tests.gates.mutations import put, sample


def receipt(made: Made):
    return check_bundle(open_bundle(chunks(made.packed())), ledger(), Intake(), now=NOW)


def test_a_good_bundle_has_passed():
    found = receipt(Made())
    assert (found.status, found.failure_reason, found.peer_id, found.node_id) == ("passed", "", ALICE.peer_id, "node-1")
    assert found.accepted_utc == "2026-01-31T12:00:00Z"


def test_a_bundle_that_tells_of_a_gate_that_failed_is_believed_and_has_failed():
    failing = put(sample("baseline"), "methods.fedavg_int8.accuracy_mean", 0.5)
    found = receipt(Made(artifacts={**Made().artifacts, "baseline": failing}))
    assert found.status == "failed" and found.failure_reason.startswith("baseline: ")
    assert found.metrics.status.open_issues == 1


def test_a_node_that_was_seldom_up_is_believed_and_says_so():
    assert receipt(Made(up_hours=6)).metrics.health.uptime_ratio_24h == 0.25


def test_further_artifacts_are_checked_as_well():
    more = Made(artifacts={**Made().artifacts, "calibration": sample("calibration")})
    assert "calibration" in work_of(open_bundle(chunks(more.packed()))).artifacts
    assert receipt(more).status == "passed"


def test_the_reason_of_a_failure_is_one_short_line_whatever_an_artifact_says():
    loud = {
        **sample("smoke"),
        "ok": False,
        "steps": [{"name": "a\n# b\x1b[2J" * 1000, "ok": False, "duration_sec": 1.0, "detail": "\n"}] * 2,
    }
    reason = receipt(Made(artifacts={**Made().artifacts, "smoke": loud})).failure_reason
    assert reason.isprintable() and 0 < len(reason) <= MAX_DETAIL


def rehearsed(*, is_bundle_marked: bool = True, are_artifacts_marked: bool = True) -> Made:
    made = Made(run={"profile": "rehearsal"}, manifest={"rehearsal": is_bundle_marked})
    benchmark = put(made.artifacts["benchmark"], "config.mode", "rehearsal")
    mark = {"rehearsal": {"clock": "virtual"}} if are_artifacts_marked else {}
    made.artifacts = {gate: {**artifact, **mark} for gate, artifact in {**made.artifacts, "benchmark": benchmark}.items()}
    return made


def taken_in_rehearsal(made: Made):
    return check_bundle(open_bundle(chunks(made.packed())), ledger(), Intake(takes_rehearsals=True), now=NOW)


def test_what_was_rehearsed_is_taken_in_a_rehearsal_and_so_is_real_work():
    found = taken_in_rehearsal(rehearsed())
    assert (found.status, found.rehearsal, found.metrics.node.mode) == ("passed", True, "rehearsal")
    assert taken_in_rehearsal(Made(manifest={"rehearsal": True})).metrics.node.mode == "reduced"


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (rehearsed(is_bundle_marked=False), "gates.bundle.rehearsal"),
        (rehearsed(are_artifacts_marked=False), "gates.bundle.evidence"),
        (Made(artifacts={**Made().artifacts, "smoke": {**sample("smoke"), "rehearsal": {}}}), "gates.bundle.evidence"),
        (Made(run={"profile": "full"}, artifacts={**Made().artifacts, "calibration": sample("calibration")}), None),
        (
            Made(run={"profile": "rehearsal"}, artifacts={**rehearsed().artifacts, "generality": sample("generality")}),
            "gates.bundle.evidence",
        ),
    ],
    ids=["unmarked-bundle", "unmarked-artifacts", "marked-real-work", "full", "gate-without-a-rehearsal"],
)
def test_what_was_rehearsed_passes_for_nothing_else(made: Made, code: str | None):
    try:
        taken_in_rehearsal(made)
        found = None
    except CodedError as error:
        found = error.code
    assert found == code
