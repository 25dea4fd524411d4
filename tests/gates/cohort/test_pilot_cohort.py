import pytest

from gates.cohort.pilot_cohort import judge_pilot_cohort, summarise_cohort
from gates.cohort.pilot_metrics import PilotMetrics
from tests.gates.mutations import OURS, put, sample, without


def failed(artifact: dict) -> set[str]:
    return {row.metric for row in judge_pilot_cohort(artifact, OURS.pilot_cohort).rows if not row.ok}


def test_a_number_has_mean_min_and_max_and_a_truth_value_a_ratio():
    bad = put(put(sample("pilot_metrics"), "health.last_cycle_ok", False), "health.uptime_ratio_24h", 0.5)
    health = summarise_cohort([PilotMetrics.model_validate(node) for node in (sample("pilot_metrics"), bad)])["health"]
    assert health["last_cycle_ok_ratio"] == 0.5
    assert [health[f"uptime_ratio_24h_{figure}"] for figure in ("mean", "min", "max")] == [pytest.approx(0.735), 0.5, 0.97]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("summary.quality.classification_accuracy_mean", 0.99),
        ("summary.health.last_cycle_ok_ratio", 0.9),
        ("summary.status.collected_ratio", 0.0),
        ("cohort.node_count", 6),
        ("cohort.node_ids", ["node-0"]),
        ("provenance.source_count", 4),
        ("cohort.silent_node_ids", ["node-9"]),
    ],
)
def test_the_summary_follows_from_the_nodes(path, value):
    assert path in failed(put(sample("pilot_cohort"), path, value))


def test_a_figure_of_the_summary_that_is_missing_is_named():
    assert failed(without(sample("pilot_cohort"), "summary.status.open_issues_max")) == {"summary.status.open_issues_max"}


def test_who_is_said_to_be_silent_counts_as_down_in_the_summary():
    assert "summary.health.uptime_ratio_24h_mean" in failed(put(sample("pilot_cohort"), "cohort.silent_node_ids", ["node-1"]))
