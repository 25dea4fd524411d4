"""The manifest and the metrics of a cohort pass the checks that are made of them."""

import json

from gates.cohort.cohort_manifest import COHORT_MANIFEST_FLOORS, judge_cohort_manifest, judge_metrics_files
from gates.cohort.cohort_records import cohort_manifest, cohort_metrics, metrics_path
from gates.judges import judge_artifact
from tests.gates.cohort.receipts import BEGIN, receipt
from tests.gates.mutations import OURS

LATEST = [receipt(f"node-{number}", region=("eu", "us", "asia")[number % 3]) for number in range(6)]


def test_the_manifest_passes_but_for_what_the_nodes_lack():
    found = json.loads(cohort_manifest(LATEST, "pilot-1", now=BEGIN).model_dump_json())
    failures = judge_artifact("cohort_manifest", found, OURS.cohort_manifest).failures
    assert [failure.partition(":")[0] for failure in failures] == ["distinct_hardware_tiers", "distinct_network_tiers"]
    files = {metrics_path(one): one.metrics.model_dump(mode="json") for one in LATEST}
    assert judge_metrics_files(found, files, are_required=True).ok


def test_the_metrics_pass_our_limits():
    found = cohort_metrics(LATEST, {"repo": "owner/project", "commit": "a1b2c3d"})
    assert judge_artifact("pilot_cohort", json.loads(found.model_dump_json()), OURS.pilot_cohort).ok


def test_a_rehearsal_is_marked_in_the_manifests_notes():
    assert "rehearsal" in cohort_manifest([receipt(rehearsal=True)], "pilot-1", now=BEGIN).notes
    assert cohort_manifest(LATEST, "pilot-1", now=BEGIN).notes == ""


def test_a_node_that_failed_says_why():
    (node,) = cohort_manifest([receipt(failure="baseline: too little")], "pilot-1", now=BEGIN).nodes
    assert (node.onboarding_status, node.failure_reason) == ("failed", "baseline: too little")


def test_a_node_whose_invitation_was_taken_back_has_not_passed():
    (node,) = cohort_manifest([receipt()], "pilot-1", now=BEGIN, revoked={"node-1"}).nodes
    assert (node.onboarding_status, node.failure_reason) == ("failed", "the invitation was taken back")


def test_a_rehearsal_passes_the_floors_and_not_the_strict_manifest():
    nodes = [receipt(f"node-{number}", rehearsal=True) for number in range(5)]
    judged = cohort_manifest(nodes, "pilot-1", now=BEGIN).model_dump(mode="json")
    strict = COHORT_MANIFEST_FLOORS.model_copy(update={"require_metrics_files": True})
    assert judge_cohort_manifest(judged, COHORT_MANIFEST_FLOORS).ok
    assert list(judge_cohort_manifest(judged, strict).failures) == ["notes: a rehearsal is no cohort of volunteers"]
    assert judge_cohort_manifest({**judged, "notes": ""}, strict).ok
    assert judge_cohort_manifest(judged, strict.model_copy(update={"refuse_rehearsal": False})).ok
