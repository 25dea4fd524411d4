"""Section 2's column "floor", transcribed by hand: what a checker holds an artifact to without flags."""

import pytest

from gates.judges import JUDGEMENTS

FLOORS = {
    "baseline": {"max_accuracy_drop": 0.03, "min_int8_accuracy": 0.82, "min_comm_reduction": 50},
    "classification": {
        "min_accuracy": 0.85,
        "min_macro_f1": 0.85,
        "max_train_runtime_sec": 2.0,
        "max_latency_mean_ms": 1.0,
        "min_labels": 2,
    },
    "adapter": {"min_centralized_accuracy": 0.70, "max_int8_accuracy_drop": 0.15, "min_int8_comm_savings": 35},
    "benchmark": {"expected_mode": "reduced"},
    "generality": {
        "min_classification_accuracy": 0.80,
        "min_classification_f1": 0.78,
        "min_retrieval_recall_at_1": 0.60,
        "min_retrieval_mrr": 0.75,
        "min_long_context_recall_at_1": 0.70,
        "min_long_context_mrr": 0.80,
        "min_instruction_pass_rate": 0.75,
        "min_conversation_pass_rate": 0.80,
        "min_tool_pass_rate": 0.80,
        "min_multi_step_tool_pass_rate": 0.80,
        "min_multi_step_tool_chain_pass_rate": 0.66,
        "min_overall_score": 0.75,
        "max_total_runtime_sec": 180,
        "max_int8_accuracy_drop": 0.10,
        "min_int8_comm_savings_percent": 40,
        "max_adapter_int8_accuracy_drop": 0.15,
        "min_adapter_int8_comm_savings_percent": 40,
    },
    "reproducibility": {
        "min_runs": 3,
        "min_overall_score_mean": 0.75,
        "max_overall_score_std": 0.10,
        "min_classification_accuracy_mean": 0.80,
        "min_retrieval_recall_at_1_mean": 0.60,
        "min_long_context_recall_at_1_mean": 0.70,
        "min_long_context_mrr_mean": 0.80,
        "min_instruction_pass_rate_mean": 0.70,
        "min_conversation_pass_rate_mean": 0.75,
        "min_tool_pass_rate_mean": 0.80,
        "min_multi_step_tool_pass_rate_mean": 0.80,
        "min_multi_step_tool_chain_pass_rate_mean": 0.66,
        "max_int8_accuracy_drop_mean": 0.10,
        "min_int8_comm_savings_percent_mean": 40,
        "max_adapter_int8_accuracy_drop_mean": 0.12,
        "min_adapter_int8_comm_savings_percent_mean": 40,
    },
    "fairness": {"min_int8_jain_improvement": 0.05, "min_int8_contributed_clients_gain": 0.5},
    "utility_fairness": {
        "min_int8_jain_improvement": 0.05,
        "min_int8_gap_improvement": 0.05,
        "min_int8_contributed_clients_gain": 0.5,
    },
    "smoke": {"require_fairness": True},
    "readiness": {"max_missing_metrics": 0, "max_missing_docs": 0},
    "node_health": {"min_uptime_ratio": 0.90},
    "cohort_manifest": {"min_nodes": 5, "min_passed": 5},
    "pilot_cohort": {"min_node_count": 1, "min_uptime_ratio_mean": 0.90, "min_last_cycle_ok_ratio": 0.80},
    "machine_comparison": {"min_snapshots": 3, "max_score_range": 0.10, "max_score_std": 0.10},
}


@pytest.mark.parametrize("gate", JUDGEMENTS)
def test_the_floors_are_the_contracts_and_nothing_else_is_judged(gate):
    floors = {name: value for name, value in JUDGEMENTS[gate].floors.model_dump().items() if value is not None and value is not False}
    assert floors == FLOORS.get(gate, {})
