"""Section 3's fields, and those that section 2 names: the artifacts of the goal tree, of readiness and of provenance."""

from tests.system.stranger.kinds import B, F, I, L, N, O, S, Shape, X, block

VERSIONS = {"baseline_metrics.json": 2, "fairness_metrics.json": 2}
"""Every other is of version 1."""

FAIRNESS_METRICS = [
    "participation_rate_gap",
    "contribution_rate_gap",
    "completion_rate_gap",
    "contribution_jain_index",
    "capacity_contribution_correlation",
    "slowest_fastest_contribution_ratio",
    "contributed_clients_per_round_mean",
]
FAIRNESS = block(N, " ".join(f"{name}_mean {name}_std" for name in FAIRNESS_METRICS))
FAIRNESS_CLIENTS = [
    block(I, "client_index")
    | block(
        N,
        "capacity selected_rounds_mean contributed_rounds_mean participation_rate_mean contribution_rate_mean completion_rate_mean "
        "uplink_share_mean update_l2_mean",
    )
]
FAIR = {"fairness": FAIRNESS, "fairness_clients": FAIRNESS_CLIENTS}
PARTICIPATION = block(
    N,
    "participation_rate_mean? participation_rate_std? zero_client_rounds_mean? secure_overhead_mean_bytes? secure_mask_pairs_mean?",
)
METHOD = (
    block(F, "accuracy_mean") | block(N, "accuracy_std runtime_mean_sec runtime_std_sec uplink_mean_bytes") | PARTICIPATION
    | {"fairness?": FAIRNESS, "fairness_clients?": FAIRNESS_CLIENTS}
)  # fmt: skip
UTILITY_METHOD = block(F, "accuracy_mean macro_f1_mean") | block(
    N, "accuracy_std macro_f1_std runtime_mean_sec runtime_std_sec uplink_mean_bytes uplink_std_bytes"
)
MODES = ("fp32", "int8", "sparse")
BASELINE = {
    "config": block(L, "seeds client_capacities?") | block(N, "dropout_rate non_iid_severity learning_rate round_deadline? capacity_jitter?")
    | block(B, "secure_aggregation") | block(I, "n_features n_clients rounds local_steps batch_size"),
    "runs": I,
    "methods": {"centralized": METHOD, "fedavg_fp32": METHOD, "fedavg_int8": METHOD},
    "communication_reduction_percent": N,
    "comparison_vs_no_dropout?": dict.fromkeys(("fp32", "int8"), block(N, "accuracy_delta runtime_delta_sec uplink_change_percent")),
}  # fmt: skip
UTILITY = {
    "config": O,
    "runs": I,
    "methods": dict.fromkeys(("centralized", "fedavg_fp32", "fedavg_int8", "fedavg_sparse"), UTILITY_METHOD),
    "communication_savings_percent": block(N, "int8_vs_fp32_percent sparse_vs_fp32_percent"),
    "quality_drop_vs_centralized": block(N, " ".join(f"{mode}_accuracy_drop {mode}_macro_f1_drop" for mode in MODES)),
}
FAIR_UTILITY = UTILITY | {"methods": UTILITY["methods"] | dict.fromkeys(("fedavg_fp32", "fedavg_int8"), UTILITY_METHOD | FAIR)}
REFERENCE = block(N, "int8_accuracy_drop int8_comm_savings_percent")
TASKS = {
    "classification": block(F, "accuracy macro_f1"),
    "retrieval": block(F, "recall_at_1 mrr"),
    "long_context_retrieval": block(F, "recall_at_1 mrr"),
    "instruction_following": block(F, "pass_rate"),
    "conversation_continuity": block(F, "pass_rate"),
    "tool_use": block(F, "pass_rate"),
    "multi_step_tool_use": block(F, "pass_rate chain_pass_rate"),
    "distributed_reference": REFERENCE,
    "adapter_reference": REFERENCE,
}
REPRODUCED = block(
    F,
    "overall_score classification_accuracy classification_macro_f1 retrieval_recall_at_1 retrieval_mrr long_context_recall_at_1 "
    "long_context_mrr instruction_pass_rate conversation_pass_rate tool_pass_rate multi_step_tool_pass_rate multi_step_tool_chain_pass_rate",
) | block(N, "int8_accuracy_drop int8_comm_savings_percent adapter_int8_accuracy_drop adapter_int8_comm_savings_percent")
PRESENCE = block(L, "required missing") | block(I, "present_count required_count")
SUMMARY = block(I, "total_goals completed_goals required_sub_goals completed_required_sub_goals") | block(B, "all_done")
PROVENANCE = block(S, "generated_utc label repo") | block(I, "artifact_count") | {
    "git": block(S, "commit branch"),
    "artifacts": [block(S, "path sha256 modified_utc") | block(I, "size_bytes")],
}  # fmt: skip

GATE_FIELDS: dict[str, Shape] = {
    "baseline_metrics.json": BASELINE,
    "fairness_metrics.json": BASELINE | {"methods": {"centralized": METHOD, "fedavg_fp32": METHOD | FAIR, "fedavg_int8": METHOD | FAIR}},
    "classification_metrics.json": {
        "config": block(I, "seed samples_per_label steps") | block(N, "test_fraction learning_rate") | block(S, "tokenizer vectorizer model"),
        "counts": block(L, "labels") | block(I, "train_samples test_samples vocabulary_size"),
        "metrics": block(F, "accuracy macro_f1") | block(N, "train_runtime_sec latency_mean_ms latency_p95_ms") | block(O, "per_label_f1"),
    },
    "adapter_intent_metrics.json": UTILITY,
    "utility_fedavg_metrics.json": UTILITY,
    "utility_fairness_metrics.json": block(S, "sweep_type") | block(N, "dropout_rate capacity_jitter") | block(I, "runs_per_scenario")
    | {"scenarios": [FAIR_UTILITY]},
    "benchmark_metrics.json": {
        "config": block(S, "mode python_version platform cwd") | block(I, "repeats"),
        "benchmarks": [
            block(S, "name") | block(I, "repeats peak_heap_max_bytes peak_rss_max_bytes") | block(X, "payload")
            | block(N, "runtime_mean_sec runtime_p95_sec peak_heap_mean_bytes peak_rss_mean_bytes")
        ],
        "summary": block(N, "total_runtime_sec") | block(I, "max_peak_rss_bytes max_peak_heap_bytes"),
    },
    "generality_metrics.json": {
        "generated_utc": S,
        "config": block(I, "seed top_k") | block(B, "include_distributed_reference include_adapter_reference"),
        "tasks": {
            name: {"runtime_sec": N, "metrics": metrics, "counts": O, "score": F, "details": X} for name, metrics in TASKS.items()
        },
        "aggregate": block(I, "task_count") | block(F, "overall_score") | block(N, "runtime_total_sec")
        | {"task_scores": dict.fromkeys(TASKS, F)},
        "resources": block(N, "total_wall_clock_sec") | block(I, "peak_rss_bytes"),
    },
    "reproducibility_metrics.json": {
        "config": block(L, "seeds"),
        "run_count": I,
        "runs": [block(I, "seed") | REPRODUCED],
        "summary": {name: block(N, "mean std min max") for name in REPRODUCED},
    },
    "retrieval_metrics.json": {
        "config": O,
        "counts": block(I, "documents queries vocabulary_size"),
        "metrics": block(F, "recall_at_1 recall_at_k mrr") | block(N, "latency_mean_ms latency_p95_ms"),
    },
    "smoke_summary.json": block(B, "include_fairness readiness_check_enabled ok") | block(N, "total_duration_sec")
    | {"steps": [block(S, "name detail") | block(B, "ok") | block(N, "duration_sec")]},
    "main_track_status.json": block(S, "generated_utc") | block(B, "require_fairness require_smoke_summary")
    | {
        "summary": SUMMARY,
        "goals": [block(S, "id title description status") | {"sub_goals": [block(S, "id title status artifact detail") | block(B, "required")]}],
    },
    "mvp_readiness.json": block(B, "ready") | block(S, "generated_utc") | block(O, "thresholds") | block(L, "failures")
    | {
        "checks": {
            "required_metric_artifacts": PRESENCE,
            "required_docs": PRESENCE,
            "required_goal_ids": block(L, "required") | block(O, "goal_status"),
            "main_track_summary": SUMMARY,
        },
        "outcomes": {f"U{number}": block(B, "ok") | block(S, "target") | block(X, "evidence") for number in range(1, 7)},
        "milestones": {f"M{number}": block(B, "ok") | block(X, "needs") for number in range(1, 5)},
    },
    "weekly_provenance.json": PROVENANCE,
    "pilot_provenance.json": PROVENANCE,
}  # fmt: skip
