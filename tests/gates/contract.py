"""The contract's own words: the fields of every artifact and the flags of every checker, transcribed by hand and not from the models.

A name with "?" may be lacking; "[]" is every item of a list; "a|b" is each of the two.
"""

from tests.gates.contract_cohort import ANY, COHORT, LIST, NUMBER, OBJECT, TEXT, TRUTH, WHOLE

FAIRNESS = {
    f"{metric}_{figure}": NUMBER
    for metric in (
        "participation_rate_gap",
        "contribution_rate_gap",
        "completion_rate_gap",
        "contribution_jain_index",
        "capacity_contribution_correlation",
        "slowest_fastest_contribution_ratio",
        "contributed_clients_per_round_mean",
    )
    for figure in ("mean", "std")
}
FAIRNESS_CLIENTS = {
    "client_index": WHOLE,
    "capacity": NUMBER,
    "selected_rounds_mean": NUMBER,
    "contributed_rounds_mean": NUMBER,
    "participation_rate_mean": NUMBER,
    "contribution_rate_mean": NUMBER,
    "completion_rate_mean": NUMBER,
    "uplink_share_mean": NUMBER,
    "update_l2_mean": NUMBER,
}
BASELINE_METHOD = {
    "accuracy_mean": NUMBER,
    "accuracy_std": NUMBER,
    "runtime_mean_sec": NUMBER,
    "runtime_std_sec": NUMBER,
    "uplink_mean_bytes": NUMBER,
    "participation_rate_mean?": NUMBER,
    "participation_rate_std?": NUMBER,
    "zero_client_rounds_mean?": NUMBER,
    "secure_overhead_mean_bytes?": NUMBER,
    "secure_mask_pairs_mean?": NUMBER,
}
BASELINE = {
    "schema_version": WHOLE,
    "config": {
        "seeds": LIST,
        "dropout_rate": NUMBER,
        "non_iid_severity": NUMBER,
        "secure_aggregation": TRUTH,
        "n_features": WHOLE,
        "n_clients": WHOLE,
        "rounds": WHOLE,
        "local_steps": WHOLE,
        "batch_size": WHOLE,
        "learning_rate": NUMBER,
        "client_capacities?": LIST,
        "round_deadline?": NUMBER,
        "capacity_jitter?": NUMBER,
    },
    "runs": WHOLE,
    "methods": {"centralized|fedavg_fp32|fedavg_int8": BASELINE_METHOD},
    "communication_reduction_percent": NUMBER,
    "comparison_vs_no_dropout?": {"fp32|int8": {"accuracy_delta": NUMBER, "runtime_delta_sec": NUMBER, "uplink_change_percent": NUMBER}},
}
FAIR_METHOD = {**BASELINE_METHOD, "fairness": FAIRNESS, "fairness_clients[]": FAIRNESS_CLIENTS}
UTILITY_METHOD = {
    "accuracy_mean": NUMBER,
    "accuracy_std": NUMBER,
    "macro_f1_mean": NUMBER,
    "macro_f1_std": NUMBER,
    "runtime_mean_sec": NUMBER,
    "runtime_std_sec": NUMBER,
    "uplink_mean_bytes": NUMBER,
    "uplink_std_bytes": NUMBER,
}
UTILITY = {
    "config": OBJECT,
    "runs": WHOLE,
    "methods": {"centralized|fedavg_fp32|fedavg_int8|fedavg_sparse": UTILITY_METHOD},
    "communication_savings_percent": {"int8_vs_fp32_percent": NUMBER, "sparse_vs_fp32_percent": NUMBER},
    "quality_drop_vs_centralized": {
        f"{mode}_{metric}_drop": NUMBER for mode in ("fp32", "int8", "sparse") for metric in ("accuracy", "macro_f1")
    },
}
FAIR_UTILITY_METHOD = {**UTILITY_METHOD, "fairness": FAIRNESS, "fairness_clients[]": FAIRNESS_CLIENTS}
TASK = {"runtime_sec": NUMBER, "metrics": OBJECT, "counts": OBJECT, "score": NUMBER, "details": ANY}
TASK_METRICS = {
    "classification": ("accuracy", "macro_f1"),
    "retrieval": ("recall_at_1", "mrr"),
    "long_context_retrieval": ("recall_at_1", "mrr"),
    "instruction_following": ("pass_rate",),
    "conversation_continuity": ("pass_rate",),
    "tool_use": ("pass_rate",),
    "multi_step_tool_use": ("pass_rate", "chain_pass_rate"),
    "distributed_reference": ("int8_accuracy_drop", "int8_comm_savings_percent"),
    "adapter_reference": ("int8_accuracy_drop", "int8_comm_savings_percent"),
}
PUBLIC = {
    "tool_selection|banking": {"accuracy": NUMBER, "macro_f1": NUMBER},
    "function_calls": dict.fromkeys(("call_accuracy", "choice_accuracy", "relevance", "taken_on", "refused", "requests"), NUMBER),
    "out_of_scope": {"recall": NUMBER, "false_alarm_rate": NUMBER},
}
"""Section 2's fields of their own: tools on MetaTool, calls on BFCL, what is out of scope on CLINC150, and banking77."""
REPRODUCED = (
    "overall_score",
    "classification_accuracy",
    "classification_macro_f1",
    "retrieval_recall_at_1",
    "retrieval_mrr",
    "long_context_recall_at_1",
    "long_context_mrr",
    "instruction_pass_rate",
    "conversation_pass_rate",
    "tool_pass_rate",
    "multi_step_tool_pass_rate",
    "multi_step_tool_chain_pass_rate",
    "int8_accuracy_drop",
    "int8_comm_savings_percent",
    "adapter_int8_accuracy_drop",
    "adapter_int8_comm_savings_percent",
)
PRESENCE = {"required": LIST, "missing": LIST, "present_count": WHOLE, "required_count": WHOLE}
STATUS_SUMMARY = {
    "total_goals": WHOLE,
    "completed_goals": WHOLE,
    "required_sub_goals": WHOLE,
    "completed_required_sub_goals": WHOLE,
    "all_done": TRUTH,
}
FIELDS = {
    "baseline": BASELINE,
    "fairness": {**BASELINE, "methods": {"centralized": BASELINE_METHOD, "fedavg_fp32|fedavg_int8": FAIR_METHOD}},
    "classification": {
        "schema_version": WHOLE,
        "config": {
            "seed": WHOLE,
            "samples_per_label": WHOLE,
            "test_fraction": NUMBER,
            "steps": WHOLE,
            "learning_rate": NUMBER,
            "tokenizer": TEXT,
            "vectorizer": TEXT,
            "model": TEXT,
        },
        "counts": {"labels": LIST, "train_samples": WHOLE, "test_samples": WHOLE, "vocabulary_size": WHOLE},
        "metrics": {
            "accuracy": NUMBER,
            "macro_f1": NUMBER,
            "per_label_f1": OBJECT,
            "train_runtime_sec": NUMBER,
            "latency_mean_ms": NUMBER,
            "latency_p95_ms": NUMBER,
        },
    },
    "adapter": {"schema_version": WHOLE, **UTILITY},
    "utility_fedavg": {"schema_version": WHOLE, **UTILITY},
    "utility_fairness": {
        "schema_version": WHOLE,
        "sweep_type": TEXT,
        "dropout_rate": NUMBER,
        "capacity_jitter": NUMBER,
        "runs_per_scenario": WHOLE,
        "scenarios[]": {
            **UTILITY,
            "methods": {"centralized|fedavg_sparse": UTILITY_METHOD, "fedavg_fp32|fedavg_int8": FAIR_UTILITY_METHOD},
        },
    },
    "benchmark": {
        "schema_version": WHOLE,
        "config": {"mode": TEXT, "repeats": WHOLE, "python_version": TEXT, "platform": TEXT, "cwd": TEXT},
        "benchmarks[]": {
            "name": TEXT,
            "repeats": WHOLE,
            "runtime_mean_sec": NUMBER,
            "runtime_p95_sec": NUMBER,
            "peak_heap_mean_bytes": NUMBER,
            "peak_heap_max_bytes": WHOLE,
            "peak_rss_mean_bytes": NUMBER,
            "peak_rss_max_bytes": WHOLE,
            "payload": ANY,
        },
        "summary": {"total_runtime_sec": NUMBER, "max_peak_rss_bytes": WHOLE, "max_peak_heap_bytes": WHOLE},
    },
    "generality": {
        "schema_version": WHOLE,
        "generated_utc": TEXT,
        "config": {"seed": WHOLE, "top_k": WHOLE, "include_distributed_reference": TRUTH, "include_adapter_reference": TRUTH},
        "tasks": {task: {**TASK, "metrics": dict.fromkeys(metrics, NUMBER)} for task, metrics in TASK_METRICS.items()},
        "aggregate": {
            "task_count": WHOLE,
            "task_scores": dict.fromkeys(TASK_METRICS, NUMBER),
            "overall_score": NUMBER,
            "runtime_total_sec": NUMBER,
        },
        "resources": {"total_wall_clock_sec": NUMBER, "peak_rss_bytes": WHOLE},
        "public?": PUBLIC,
    },
    "reproducibility": {
        "schema_version": WHOLE,
        "config": {"seeds": LIST},
        "run_count": WHOLE,
        "runs[]": {"seed": WHOLE, **dict.fromkeys(REPRODUCED, NUMBER)},
        "summary": dict.fromkeys(REPRODUCED, dict.fromkeys(("mean", "std", "min", "max"), NUMBER)),
    },
    "smoke": {
        "schema_version": WHOLE,
        "include_fairness": TRUTH,
        "readiness_check_enabled": TRUTH,
        "steps[]": {"name": TEXT, "ok": TRUTH, "duration_sec": NUMBER, "detail": TEXT},
        "ok": TRUTH,
        "total_duration_sec": NUMBER,
    },
    "retrieval": {
        "schema_version": WHOLE,
        "config": OBJECT,
        "counts": {"documents": WHOLE, "queries": WHOLE, "vocabulary_size": WHOLE},
        "metrics": {
            "recall_at_1": NUMBER,
            "recall_at_k": NUMBER,
            "mrr": NUMBER,
            "latency_mean_ms": NUMBER,
            "latency_p95_ms": NUMBER,
        },
    },
    "readiness": {
        "schema_version": WHOLE,
        "ready": TRUTH,
        "generated_utc": TEXT,
        "thresholds": OBJECT,
        "checks": {
            "required_metric_artifacts": PRESENCE,
            "required_docs": PRESENCE,
            "required_goal_ids": {"required": LIST, "goal_status": OBJECT},
            "main_track_summary": STATUS_SUMMARY,
        },
        "failures": LIST,
        "outcomes": {"U1|U2|U3|U4|U5|U6": {"ok": TRUTH, "target": TEXT, "evidence": ANY}},
        "milestones": {"M1|M2|M3|M4": {"ok": TRUTH, "needs": ANY}},
    },
    "status": {
        "schema_version": WHOLE,
        "generated_utc": TEXT,
        "require_fairness": TRUTH,
        "require_smoke_summary": TRUTH,
        "summary": STATUS_SUMMARY,
        "goals[]": {
            "id": TEXT,
            "title": TEXT,
            "description": TEXT,
            "status": TEXT,
            "sub_goals[]": {"id": TEXT, "title": TEXT, "required": TRUTH, "status": TEXT, "artifact": TEXT, "detail": TEXT},
        },
    },
    "provenance": {
        "schema_version": WHOLE,
        "generated_utc": TEXT,
        "label": TEXT,
        "repo": TEXT,
        "git": {"commit": TEXT, "branch": TEXT},
        "artifact_count": WHOLE,
        "artifacts[]": {"path": TEXT, "sha256": TEXT, "size_bytes": WHOLE, "modified_utc": TEXT},
    },
    **COHORT,
}
"""Section 3, and what sections 1 and 6 say of fields, by the gate or the kind of file."""
