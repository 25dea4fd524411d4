import pytest

from gates.params.limits.baseline import BASELINE_FLOORS
from gates.verdicts.baseline import judge_baseline
from tests.gates.mutations import OURS, put, sample


def failed(artifact: dict, limits=OURS.baseline) -> set[str]:
    return {row.metric for row in judge_baseline(artifact, limits).rows if not row.ok}


@pytest.mark.parametrize(
    ("path", "value"),
    [("communication_reduction_percent", 90.0), ("communication.sparse_vs_fp32_percent", 99.9), ("runs", 7)],
)
def test_a_stated_figure_that_does_not_follow_from_the_others_fails(path, value):
    assert failed(put(sample("baseline"), path, value)) == {path}


def test_a_stated_sparse_saving_is_recomputed_under_the_floors_too():
    assert failed(put(sample("baseline"), "communication.sparse_vs_fp32_percent", 99.9), BASELINE_FLOORS) == {
        "communication.sparse_vs_fp32_percent"
    }


def test_clients_that_are_all_alike_fail_ours():
    assert failed(put(sample("baseline"), "label_total_variation", 0.19)) == {"label_total_variation"}


def test_the_mean_label_distance_is_among_the_figures():
    assert "label_total_variation" in {row.metric for row in judge_baseline(sample("baseline"), BASELINE_FLOORS).rows}
