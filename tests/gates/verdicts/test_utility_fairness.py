import pytest

from gates.verdicts.utility_fairness import judge_utility_fairness
from tests.gates.mutations import OURS, put, sample, without


def failed(artifact: dict) -> set[str]:
    return {row.metric for row in judge_utility_fairness(artifact, OURS.utility_fairness).rows if not row.ok}


def test_every_deadline_is_also_run_with_churn():
    calm = put(sample("utility_fairness"), "scenarios[2].churn_rate", 0.05)
    assert failed(calm) == {"churn_rate at round_deadline 4.2"}
    assert failed(without(sample("utility_fairness"), "scenarios[1]")) == {"churn_rate at round_deadline 3.5"}


def test_the_contracts_three_deadlines_are_there_and_in_their_order():
    single = put(sample("utility_fairness"), "scenarios", sample("utility_fairness")["scenarios"][:2])
    assert failed(single) == {"round_deadline at quantile 0.4", "round_deadline at quantile 0.6"}
    equal = put(sample("utility_fairness"), "scenarios[3].config.round_deadline", 3.5)
    assert failed(equal) == set()
    assert failed(put(equal, "scenarios[3].config.round_deadline", 3.6)) == {"round_deadline at quantile 0.5"}
    two = put(sample("utility_fairness"), "scenarios[3].config.deadline_quantile", 0.5)
    assert "round_deadline at quantile 0.5" in failed(two)


@pytest.mark.parametrize(
    ("path", "value", "metric"),
    [
        ("scenarios[1].runs", 2, "scenarios[1].runs"),
        ("scenarios[1].config.seeds", [0, 0, 1], "scenarios[1].config.seeds"),
        ("scenarios[1].communication_savings_percent.sparse_vs_fp32_percent", 99.0, None),
        ("scenarios[1].quality_drop_vs_centralized.fp32_macro_f1_drop", 0.0, None),
        ("scenarios[1].methods.fedavg_int8.fairness.contribution_jain_index_mean", 0.7, "scenarios[1].int8_jain_improvement"),
        ("sweep_type", "dropout", "sweep_type"),
        ("scenarios", [], "scenarios"),
    ],
)
def test_a_scenario_that_does_not_hold_is_named(path, value, metric):
    assert (metric or path) in failed(put(sample("utility_fairness"), path, value))
