"""Section 2's column "ours", transcribed by hand; what else limits a gate is our own."""

import pytest

from gates.judges import JUDGEMENTS, limits_of
from gates.params.limits.limits import Limits
from tests.gates.mutations import OURS

GENERALITY = {
    "min_classification_accuracy": 0.90,
    "min_classification_f1": 0.90,
    "min_retrieval_recall_at_1": 0.75,
    "min_retrieval_mrr": 0.85,
    "min_long_context_recall_at_1": 0.85,
    "min_long_context_mrr": 0.90,
    "min_instruction_pass_rate": 0.85,
    "min_conversation_pass_rate": 0.90,
    "min_tool_pass_rate": 0.95,
    "min_multi_step_tool_pass_rate": 0.95,
    "min_multi_step_tool_chain_pass_rate": 0.85,
    "min_overall_score": 0.90,
    "max_total_runtime_sec": 120,
    "max_int8_accuracy_drop": 0.02,
    "min_int8_comm_savings_percent": 74,
    "max_adapter_int8_accuracy_drop": 0.02,
    "min_adapter_int8_comm_savings_percent": 74,
}
COLUMN = {
    "baseline": {
        "max_accuracy_drop": 0.01,
        "min_int8_accuracy": 0.95,
        "min_comm_reduction": 74,
        "min_sparse_comm_reduction": 98,
        "max_sparse_accuracy_drop": 0.015,
        "min_seeds": 5,
        "min_num_parameters": 30_000,
    },
    "classification": {
        "min_accuracy": 0.90,
        "min_macro_f1": 0.90,
        "max_train_runtime_sec": 2.0,
        "max_latency_mean_ms": 0.5,
        "min_labels": 10,
        "min_seeds": 5,
    },
    "adapter": {
        "min_centralized_accuracy": 0.90,
        "max_int8_accuracy_drop": 0.02,
        "min_int8_comm_savings": 74,
        "min_adapter_vs_full_savings": 99,
        "min_seeds": 3,
    },
    "benchmark": {"expected_mode": "reduced", "max_entry_runtime_sec": 60, "max_entry_rss_bytes": 2 * 1024**3},
    "generality": GENERALITY,
    "reproducibility": {
        **{f"{name}_mean": value for name, value in GENERALITY.items()},
        "min_runs": 5,
        "max_overall_score_std": 0.01,
        "require_identical_rerun": True,
    },
    "fairness": {
        "min_int8_jain_improvement": 0.05,
        "min_int8_contributed_clients_gain": 0.5,
        "require_accuracy_fairness": True,
        "max_fair_accuracy_difference": 0.01,
    },
    "utility_fairness": {
        "min_int8_jain_improvement": 0.05,
        "min_int8_gap_improvement": 0.05,
        "min_int8_contributed_clients_gain": 0.5,
        "min_churn_rate": 0.10,
    },
    "node_health": {"min_uptime_ratio": 0.90},
    "cohort_manifest": {
        "min_nodes": 5,
        "min_passed": 5,
        "min_distinct_regions": 3,
        "min_distinct_hardware_tiers": 2,
        "min_distinct_network_tiers": 2,
        "max_unknown_region_ratio": 0.2,
    },
    "pilot_cohort": {"min_node_count": 5, "min_uptime_ratio_mean": 0.90, "min_last_cycle_ok_ratio": 0.80},
    "machine_comparison": {"min_snapshots": 3, "max_score_range": 0.10, "max_score_std": 0.10},
}


@pytest.mark.parametrize("gate", COLUMN)
def test_params_hold_the_column_of_ours(gate):
    ours = limits_of(OURS, gate, "reduced").model_dump()
    assert {name: ours[name] for name in COLUMN[gate]} == COLUMN[gate]


def test_every_judged_gate_has_its_limits():
    assert set(Limits.model_fields) == set(JUDGEMENTS)
