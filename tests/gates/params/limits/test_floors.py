"""The column "floor" of section 2, transcribed by hand: what a checker holds an artifact to without flags."""

import pytest

from tests.gates.params.limits.judged_floors import judged_floors

FLOORS = {
    "baseline": {"max_accuracy_drop": 0.03, "min_int8_accuracy": 0.82, "min_comm_reduction": 50},
    "classification": {
        "min_accuracy": 0.85,
        "min_macro_f1": 0.85,
        "max_train_runtime_sec": 2.0,
        "max_latency_mean_ms": 1.0,
        "min_labels": 2,
    },
    "adapter": {"min_centralized_accuracy": 0.7, "max_int8_accuracy_drop": 0.15, "min_int8_comm_savings": 35},
    "benchmark": {"expected_mode": "reduced"},
    "calibration": {},
    "smoke": {"require_fairness": True},
    "readiness": {"max_missing_metrics": 0, "max_missing_docs": 0},
}


@pytest.mark.parametrize("gate", FLOORS)
def test_the_floors_are_the_contracts_and_nothing_else_is_judged(gate):
    assert judged_floors(gate) == FLOORS[gate]
