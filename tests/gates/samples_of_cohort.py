"""Valid files of a volunteer cohort: each passes our own limits."""

NOW = "2026-01-31T12:00:00Z"
PROVENANCE = {"repo": "owner/project", "commit": "a1b2c3d", "decision_log": "docs/decisions", "provenance_template": "docs/provenance.md"}


def pilot_metrics(node_id: str = "node-1") -> dict:
    return {
        "schema_version": 1,
        "node": {"node_id": node_id, "mode": "reduced", "python_version": "3.11.7", "platform": "Linux"},
        "health": {"last_cycle_ok": True, "cycle_duration_sec": 120.0, "step_count": 7, "uptime_ratio_24h": 0.97},
        "quality": {
            "classification_accuracy": 0.95,
            "classification_macro_f1": 0.94,
            "utility_fedavg_int8_accuracy": 0.93,
            "utility_fedavg_int8_macro_f1": 0.92,
        },
        "accessibility": {"benchmark_total_runtime_sec": 6.5, "max_peak_rss_bytes": 300_000_000, "max_peak_heap_bytes": 2_000_000},
        "decentralization": {"baseline_int8_jain_index": 0.95, "utility_int8_jain_gain": 0.2},
        "communication": {"baseline_int8_reduction_percent": 75.0, "utility_int8_savings_percent": 75.0},
        "status": {"collected": True, "open_milestones": 1, "open_issues": 0},
        "provenance": dict(PROVENANCE),
    }


def manifest_node(number: int) -> dict:
    return {
        "node_id": f"node-{number}",
        "region": ("eu", "us", "asia")[number % 3],
        "hardware_tier": ("laptop", "server")[number % 2],
        "cpu_cores": 4,
        "memory_gb": 8.0,
        "network_tier": ("fibre", "dsl")[number % 2],
        "onboarding_status": "passed",
        "onboarding_checked_utc": NOW,
        "metrics_path": f"nodes/node-{number}/pilot_metrics.json",
        "failure_reason": "",
    }


def cohort_manifest() -> dict:
    nodes = [manifest_node(number) for number in range(6)]
    return {"schema_version": 1, "cohort_id": "cohort-1", "generated_utc": NOW, "notes": "", "nodes": nodes}


def pilot_cohort() -> dict:
    from gates.cohort.pilot_cohort import summarise_cohort
    from gates.cohort.pilot_metrics import PilotMetrics

    nodes = [pilot_metrics(f"node-{number}") for number in range(5)]
    nodes[0]["health"]["uptime_ratio_24h"] = 0.92
    ids = [node["node"]["node_id"] for node in nodes]
    return {
        "schema_version": 1,
        "cohort": {"node_count": 5, "node_ids": ids, "sources": [f"nodes/{name}/pilot_metrics.json" for name in ids]},
        "nodes": nodes,
        "summary": summarise_cohort([PilotMetrics.model_validate(node) for node in nodes]),
        "provenance": {"repo": "owner/project", "commit": "a1b2c3d", "source_count": 5},
    }


def machine_comparison() -> dict:
    snapshots = [
        {
            "label": f"machine-{number}",
            "machine_id": str(number) * 8,
            "passed": True,
            "scores": {"overall_score": 0.9 + number / 100, "classification_accuracy": 0.95},
            "stds": {"overall_score": 0.01, "classification_accuracy": 0.02},
        }
        for number in range(3)
    ]
    return {
        "schema_version": 1,
        "generated_utc": NOW,
        "rehearsal": False,
        "snapshots": snapshots,
        "score_ranges": {"overall_score": 0.02, "classification_accuracy": 0.0},
        "max_std": 0.02,
    }


def provenance() -> dict:
    files = [
        {"path": name, "sha256": "c" * 64, "size_bytes": 10, "modified_utc": NOW}
        for name in ("reports/baseline_metrics.json", "reports/smoke_summary.json")
    ]
    return {
        "schema_version": 1,
        "generated_utc": NOW,
        "label": "weekly",
        "repo": "owner/project",
        "git": {"commit": "a1b2c3d", "branch": "main"},
        "artifact_count": 2,
        "artifacts": files,
    }
