"""Valid artifacts of the assistant's gates, the smoke gate and the status: each passes our own limits."""

import statistics

from tests.gates.samples import SEEDS, over_agents

NOW = "2026-01-31T12:00:00Z"
TASK_METRICS = {
    "classification": {"accuracy": 0.95, "macro_f1": 0.95},
    "retrieval": {"recall_at_1": 0.9, "mrr": 0.95},
    "long_context_retrieval": {"recall_at_1": 0.9, "mrr": 0.95},
    "instruction_following": {"pass_rate": 0.95},
    "conversation_continuity": {"pass_rate": 0.95},
    "tool_use": {"pass_rate": 0.98},
    "multi_step_tool_use": {"pass_rate": 0.97, "chain_pass_rate": 0.9},
    "distributed_reference": {"int8_accuracy_drop": 0.01, "int8_comm_savings_percent": 75.0},
    "adapter_reference": {"int8_accuracy_drop": 0.01, "int8_comm_savings_percent": 75.0},
}
ROW = {
    "overall_score": 0.93,
    "classification_accuracy": 0.95,
    "classification_macro_f1": 0.95,
    "retrieval_recall_at_1": 0.9,
    "retrieval_mrr": 0.95,
    "long_context_recall_at_1": 0.9,
    "long_context_mrr": 0.95,
    "instruction_pass_rate": 0.95,
    "conversation_pass_rate": 0.95,
    "tool_pass_rate": 0.98,
    "multi_step_tool_pass_rate": 0.97,
    "multi_step_tool_chain_pass_rate": 0.9,
    "int8_accuracy_drop": 0.01,
    "int8_comm_savings_percent": 75.0,
    "adapter_int8_accuracy_drop": 0.01,
    "adapter_int8_comm_savings_percent": 75.0,
    "total_wall_clock_sec": 40.0,
}


DIALOGUE = {"turns": 1, "replies_sha256": "c" * 64, "twin_replies_sha256": "c" * 64}


def generality() -> dict:
    tasks = {
        name: {"runtime_sec": 2.0, "metrics": dict(metrics), "counts": {"cases": 40}, "score": 0.93, "details": []}
        for name, metrics in TASK_METRICS.items()
    }
    return {
        "schema_version": 1,
        "generated_utc": NOW,
        "config": {"seed": 0, "top_k": 3, "include_distributed_reference": True, "include_adapter_reference": True},
        "tasks": tasks,
        "aggregate": {
            "task_count": 9,
            "task_scores": dict.fromkeys(tasks, 0.93),
            "overall_score": 0.93,
            "runtime_total_sec": 18.0,
        },
        "resources": {"total_wall_clock_sec": 20.0, "peak_rss_bytes": 300_000_000},
        "public": {
            "tool_selection": {"accuracy": 0.8, "macro_f1": 0.79},
            "banking": {"accuracy": 0.9, "macro_f1": 0.89},
            "function_calls": {
                "call_accuracy": 0.4,
                "choice_accuracy": 0.9,
                "relevance": 0.9,
                "taken_on": 0.95,
                "refused": 0.85,
                "requests": 500.0,
            },
            "out_of_scope": {"recall": 0.86, "false_alarm_rate": 0.03},
        },
        "paraphrases": {"tasks": {name: {"score": 0.9} for name in tuple(tasks)[1:7]}, "drop": 0.03},
        "dialogues": {name: dict(DIALOGUE) for name in (*tuple(tasks)[:7], "out_of_scope")},
        **over_agents("distributed_reference"),
    }


def reproducibility() -> dict:
    runs = [{"seed": seed, **{name: value + seed / 10_000 for name, value in ROW.items()}, "weights_sha256": "b" * 64} for seed in SEEDS]
    spread = {"mean": statistics.fmean, "std": statistics.pstdev, "min": min, "max": max}
    summary = {name: {kind: figure([run[name] for run in runs]) for kind, figure in spread.items()} for name in ROW}
    return {
        "schema_version": 1,
        "config": {"seeds": list(SEEDS)},
        "run_count": len(runs),
        "runs": runs,
        "summary": summary,
        "rerun": {"seed": 3, "weights_sha256": "b" * 64},
        **over_agents("distributed_reference"),
    }


def retrieval() -> dict:
    return {
        "schema_version": 1,
        "config": {"top_k": 3},
        "counts": {"documents": 100, "queries": 50, "vocabulary_size": 900},
        "metrics": {"recall_at_1": 0.9, "recall_at_k": 0.98, "mrr": 0.94, "latency_mean_ms": 0.2, "latency_p95_ms": 0.3},
    }


def smoke_method(uplink_bytes: int, digest: str) -> dict:
    return {
        "accuracy": 0.97,
        "macro_f1": 0.97,
        "per_client_accuracy": [0.97] * 4,
        "uplink_bytes": uplink_bytes,
        "stream_bytes": uplink_bytes + 1000,
        "weights_sha256": digest * 64,
        "twin_weights_sha256": digest * 64,
        "rounds": 2,
        "participation": [[0, 1, 2, 3], [0, 1, 2, 3]],
    }


def smoke(*, include_fairness: bool = True) -> dict:
    return {
        "schema_version": 1,
        "include_fairness": include_fairness,
        "readiness_check_enabled": False,
        "steps": [
            {"name": name, "ok": True, "duration_sec": 1.0, "detail": ""}
            for name in ("agents", *(["fairness"] if include_fairness else []))
        ],
        "ok": True,
        "total_duration_sec": 20.0,
        "run_id": "run-1",
        "transport": "libp2p",
        "peers": ["12D3KooWx"],
        "seed": 0,
        "dataset": "digits",
        "num_parameters": 38_410,
        "label_total_variation": 0.5,
        "methods": {"fp32": smoke_method(8000, "a"), "int8": smoke_method(2000, "b")},
        "seeds": [{"seed": seed, "fp32_accuracy": 0.97, "int8_accuracy": 0.965, "label_total_variation": 0.4} for seed in range(5)],
        "int8_accuracy_drop_mean": 0.005,
        "uplink_ratio_int8_fp32": 0.25,
        "excluded": [],
        **({"fairness": smoke_fairness()} if include_fairness else {}),
    }


def smoke_fairness() -> dict:
    return {
        "codec": "int8",
        "deadline_sec": 2.0,
        "slowed": [3],
        "participation": [[0, 1, 2], [0, 1, 2]],
        "weights_sha256": "c" * 64,
        "twin_weights_sha256": "c" * 64,
        "metrics": {"contribution_jain_index": 0.75},
    }


def status_summary() -> dict:
    return {"total_goals": 4, "completed_goals": 4, "required_sub_goals": 9, "completed_required_sub_goals": 9, "all_done": True}


def status() -> dict:
    part = {
        "id": "sg1_baseline_gate",
        "title": "Baseline",
        "required": True,
        "status": "done",
        "artifact": "baseline_metrics.json",
        "detail": "",
    }
    goal = {"id": "g1_cpu_federated_foundation", "title": "Foundation", "description": "On ordinary processors", "status": "done"}
    return {
        "schema_version": 1,
        "generated_utc": NOW,
        "require_fairness": True,
        "require_smoke_summary": True,
        "summary": status_summary(),
        "goals": [{**goal, "sub_goals": [part]}],
    }


def presence(*names: str) -> dict:
    return {"required": list(names), "missing": [], "present_count": len(names), "required_count": len(names)}


def readiness() -> dict:
    goals = ["g1_cpu_federated_foundation", "g2_generality_reproducibility", "g3_accessibility_ops", "g4_decentralization_fairness"]
    return {
        "schema_version": 1,
        "ready": True,
        "generated_utc": NOW,
        "thresholds": {"max_missing_docs": 0},
        "checks": {
            "required_metric_artifacts": presence("baseline_metrics.json", "fairness_metrics.json", "utility_fairness_metrics.json"),
            "required_docs": presence("docs/MVP_CRITERIA.md", "docs/COMING_GOALS.md"),
            "required_goal_ids": {"required": goals, "goal_status": dict.fromkeys(goals, "done")},
            "main_track_summary": status_summary(),
        },
        "failures": [],
        "outcomes": {f"U{number}": {"ok": True, "target": "a target", "evidence": "smoke_summary.json"} for number in range(1, 7)},
        "milestones": {f"M{number}": {"ok": number < 4, "needs": ["U1"]} for number in range(1, 5)},
    }
