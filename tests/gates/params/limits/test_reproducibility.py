"""The column "floor" of section 2, transcribed by hand: what a checker holds an artifact to without flags."""

import pytest

from tests.gates.params.limits.judged_floors import judged_floors

FLOORS = {
    "reproducibility": {
        "min_runs": 3,
        "min_overall_score_mean": 0.75,
        "max_overall_score_std": 0.1,
        "min_classification_accuracy_mean": 0.8,
        "min_retrieval_recall_at_1_mean": 0.6,
        "min_long_context_recall_at_1_mean": 0.7,
        "min_long_context_mrr_mean": 0.8,
        "min_instruction_pass_rate_mean": 0.7,
        "min_conversation_pass_rate_mean": 0.75,
        "min_tool_pass_rate_mean": 0.8,
        "min_multi_step_tool_pass_rate_mean": 0.8,
        "min_multi_step_tool_chain_pass_rate_mean": 0.66,
        "max_int8_accuracy_drop_mean": 0.1,
        "min_int8_comm_savings_percent_mean": 40,
        "max_adapter_int8_accuracy_drop_mean": 0.12,
        "min_adapter_int8_comm_savings_percent_mean": 40,
    }
}


@pytest.mark.parametrize("gate", FLOORS)
def test_the_floors_are_the_contracts_and_nothing_else_is_judged(gate):
    assert judged_floors(gate) == FLOORS[gate]
