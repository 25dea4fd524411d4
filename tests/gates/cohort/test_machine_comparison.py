import pytest

from gates.cohort.machine_comparison import judge_machine_comparison
from gates.params.limits.cohort import MACHINE_COMPARISON_FLOORS
from tests.gates.mutations import put, sample, without


def failed(artifact: dict) -> set[str]:
    return {row.metric for row in judge_machine_comparison(artifact, MACHINE_COMPARISON_FLOORS).rows if not row.ok}


@pytest.mark.parametrize(
    ("path", "value", "metric"),
    [
        ("snapshots[1].passed", False, "snapshots[1].passed"),
        ("snapshots[1].scores.overall_score", 0.5, "score_ranges.overall_score"),
        ("snapshots[1].stds.overall_score", 0.5, "max_std"),
        ("score_ranges.overall_score", 0.01, "score_ranges.overall_score"),
        ("max_std", 0.01, "max_std"),
        ("snapshots[1].scores", {}, "snapshots[1].scores"),
    ],
)
def test_ranges_and_deviations_follow_from_the_snapshots(path, value, metric):
    assert metric in failed(put(sample("machine_comparison"), path, value))


def test_a_score_that_a_machine_lacks_cannot_be_compared():
    assert "score_ranges.overall_score" in failed(without(sample("machine_comparison"), "snapshots[2].scores.overall_score"))


def test_a_machine_is_compared_with_itself_in_a_rehearsal_only():
    same = put(sample("machine_comparison"), "snapshots[1].machine_id", "00000000")
    assert failed(same) == {"snapshots"}
    assert failed(put(same, "rehearsal", True)) == set()
