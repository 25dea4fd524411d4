import pytest

from gates.verdicts.readiness import judge_readiness
from tests.gates.mutations import OURS, put, sample


def failed(artifact: dict) -> set[str]:
    return {row.metric for row in judge_readiness(artifact, OURS.readiness).rows if not row.ok}


@pytest.mark.parametrize(
    ("path", "value", "metric"),
    [
        ("ready", False, "ready"),
        ("failures", ["a document is missing"], "failures[0]"),
        ("checks.required_docs.missing", ["docs/COMING_GOALS.md"], "checks.required_docs.missing"),
        ("checks.required_docs.present_count", 1, "checks.required_docs.present_count"),
        ("checks.required_docs.required_count", 9, "checks.required_docs.required_count"),
        ("checks.main_track_summary.completed_goals", 3, "checks.main_track_summary.completed_goals"),
        ("checks.main_track_summary.completed_required_sub_goals", 8, "checks.main_track_summary.completed_required_sub_goals"),
        ("checks.main_track_summary.completed_required_sub_goals", 8, "checks.main_track_summary.all_done"),
        ("checks.main_track_summary.total_goals", 5, "checks.main_track_summary.total_goals"),
        ("checks.main_track_summary.all_done", False, "checks.main_track_summary.all_done"),
        ("outcomes.U4.ok", False, "milestones.M1.ok"),
        ("outcomes.U6.ok", False, "milestones.M3.ok"),
        ("milestones.M2.ok", False, "milestones.M2.ok"),
        ("checks.required_goal_ids.required", ["g1_cpu_federated_foundation"], "checks.required_goal_ids.required"),
    ],
)
def test_what_is_missing_or_does_not_follow_is_named(path, value, metric):
    assert metric in failed(put(sample("readiness"), path, value))


def test_a_missing_file_that_was_not_required_is_no_excuse():
    odd = put(sample("readiness"), "checks.required_docs.missing", ["docs/OTHER.md"])
    assert "checks.required_docs.missing" in failed(put(odd, "checks.required_docs.present_count", 1))
