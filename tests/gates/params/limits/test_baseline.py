"""Ours are the contract's column "ours", and beside it a skew that there really was."""

from gates.params.limits.baseline import BASELINE_FLOORS
from tests.gates.mutations import OURS


def test_ours_are_the_agreed_figures() -> None:
    assert OURS.baseline.model_dump() == {
        "max_accuracy_drop": 0.01,
        "min_int8_accuracy": 0.95,
        "min_comm_reduction": 74.0,
        "min_sparse_comm_reduction": 98.0,
        "max_sparse_accuracy_drop": 0.015,
        "min_seeds": 5,
        "min_num_parameters": 30_000,
        "min_label_total_variation": 0.2,
        "require_agents": True,
    }


def test_the_floors_ask_for_nothing_that_the_contract_does_not_know() -> None:
    asked = BASELINE_FLOORS.model_dump(exclude_none=True, exclude={"require_agents"})
    assert asked == {"max_accuracy_drop": 0.03, "min_int8_accuracy": 0.82, "min_comm_reduction": 50.0}
