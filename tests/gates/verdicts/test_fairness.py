import pytest

from gates.params.limits.fairness import FAIRNESS_FLOORS
from gates.verdicts.fairness import judge_fairness
from tests.gates.mutations import OURS, put, sample, without

FP32, INT8 = "methods.fedavg_fp32.fairness", "methods.fedavg_int8.fairness"


def failed(artifact: dict, limits=FAIRNESS_FLOORS) -> set[str]:
    return {row.metric for row in judge_fairness(artifact, limits).rows if not row.ok}


def swapped() -> dict:
    artifact = sample("fairness")
    methods = artifact["methods"]
    for block in ("fairness", "fairness_clients"):
        methods["fedavg_fp32"][block], methods["fedavg_int8"][block] = methods["fedavg_int8"][block], methods["fedavg_fp32"][block]
    return artifact


def test_with_the_codecs_swapped_every_gain_fails():
    assert failed(swapped()) >= {
        "int8_jain_improvement",
        "int8_contributed_clients_gain",
        "int8_gap_improvement",
        "int8_slowest_fastest_ratio_gain",
    }


def test_int8_may_be_as_fair_as_fp32_in_gap_and_ratio_but_no_less():
    for metric, worse in (("contribution_rate_gap_mean", 0.91), ("slowest_fastest_contribution_ratio_mean", 0.09)):
        equal = put(sample("fairness"), f"{INT8}.{metric}", sample("fairness")["methods"]["fedavg_fp32"]["fairness"][metric])
        assert failed(equal) == set()
        assert failed(put(equal, f"{INT8}.{metric}", worse)) != set()


def test_a_stated_saving_is_recomputed():
    assert failed(put(sample("fairness"), "communication_reduction_percent", 80.0)) == {"communication_reduction_percent"}


@pytest.mark.parametrize(
    "artifact",
    [
        put(sample("fairness"), "fair_strategy", "fedavg_fp32"),
        put(sample("fairness"), "fair_strategy", "fedavg_int8"),
        put(sample("fairness"), "fair_strategy", "nobody"),
        put(sample("fairness"), "fair_strategy", 3),
        put(sample("fairness"), "methods.qffl.fairness.worst_decile_accuracy", 0.8),
        put(sample("fairness"), "methods.qffl.accuracy_mean", 0.95),
        without(sample("fairness"), f"{FP32}.worst_decile_accuracy"),
    ],
)
def test_the_fair_strategy_serves_the_worst_better_at_an_equal_mean(artifact):
    assert failed(artifact, OURS.fairness) != set()


def test_a_fair_strategy_with_int8_updates_is_held_to_federated_averaging_with_them():
    artifact = put(sample("fairness"), "fair_strategy", "qffl_int8")
    artifact["methods"]["qffl_int8"] = artifact["methods"].pop("qffl")
    assert failed(artifact, OURS.fairness) == set()
    assert failed(put(artifact, f"{INT8}.worst_decile_accuracy", 0.9), OURS.fairness) == {"fair_worst_decile_accuracy_gain"}
    assert failed(put(artifact, f"{FP32}.worst_decile_accuracy", 0.9), OURS.fairness) == set()
