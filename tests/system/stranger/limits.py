"""Section 2's column "floor": what a figure reaches, or stays under."""

# fmt: off
FLOORS = {
    "baseline_metrics.json": {
        "methods.fedavg_int8.accuracy_mean": 0.82, "communication_reduction_percent": 50,
    },
    "classification_metrics.json": {
        "metrics.accuracy": 0.85, "metrics.macro_f1": 0.85,
    },
    "adapter_intent_metrics.json": {
        "methods.centralized.accuracy_mean": 0.7, "communication_savings_percent.int8_vs_fp32_percent": 35,
    },
    "generality_metrics.json": {
        "tasks.classification.metrics.accuracy": 0.8, "tasks.classification.metrics.macro_f1": 0.78,
        "tasks.retrieval.metrics.recall_at_1": 0.6, "tasks.retrieval.metrics.mrr": 0.75,
        "tasks.long_context_retrieval.metrics.recall_at_1": 0.7, "tasks.long_context_retrieval.metrics.mrr": 0.8,
        "tasks.instruction_following.metrics.pass_rate": 0.75, "tasks.conversation_continuity.metrics.pass_rate": 0.8,
        "tasks.tool_use.metrics.pass_rate": 0.8, "tasks.multi_step_tool_use.metrics.pass_rate": 0.8,
        "tasks.multi_step_tool_use.metrics.chain_pass_rate": 0.66, "tasks.distributed_reference.metrics.int8_comm_savings_percent": 40,
        "tasks.adapter_reference.metrics.int8_comm_savings_percent": 40, "aggregate.overall_score": 0.75,
    },
    "reproducibility_metrics.json": {
        "run_count": 3, "summary.overall_score.mean": 0.75, "summary.classification_accuracy.mean": 0.8,
        "summary.retrieval_recall_at_1.mean": 0.6, "summary.long_context_recall_at_1.mean": 0.7, "summary.long_context_mrr.mean": 0.8,
        "summary.instruction_pass_rate.mean": 0.7, "summary.conversation_pass_rate.mean": 0.75, "summary.tool_pass_rate.mean": 0.8,
        "summary.multi_step_tool_pass_rate.mean": 0.8, "summary.multi_step_tool_chain_pass_rate.mean": 0.66,
        "summary.int8_comm_savings_percent.mean": 40, "summary.adapter_int8_comm_savings_percent.mean": 40,
    },
    "node_health": {"health.uptime_ratio_24h": 0.9},
    "pilot_cohort_metrics.json": {
        "cohort.node_count": 1, "summary.health.uptime_ratio_24h_mean": 0.9, "summary.health.last_cycle_ok_ratio": 0.8,
        "provenance.source_count": 1,
    },
}
CEILINGS = {
    "classification_metrics.json": {
        "metrics.train_runtime_sec": 2.0, "metrics.latency_mean_ms": 1.0,
    },
    "adapter_intent_metrics.json": {
        "quality_drop_vs_centralized.int8_accuracy_drop": 0.15,
    },
    "generality_metrics.json": {
        "tasks.distributed_reference.metrics.int8_accuracy_drop": 0.1, "tasks.adapter_reference.metrics.int8_accuracy_drop": 0.15,
        "resources.total_wall_clock_sec": 180,
    },
    "reproducibility_metrics.json": {
        "summary.overall_score.std": 0.1, "summary.int8_accuracy_drop.mean": 0.1, "summary.adapter_int8_accuracy_drop.mean": 0.12,
    },
}
# fmt: on
