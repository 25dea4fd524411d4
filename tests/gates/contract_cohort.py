"""The contract's own words on the volunteer cohort: section 6, transcribed by hand."""

NUMBER, WHOLE, TRUTH, TEXT, LIST, OBJECT, ANY = "number", "whole", "truth", "text", "list", "object", "any"

PILOT = {
    "health": {"last_cycle_ok": TRUTH, "cycle_duration_sec": NUMBER, "step_count": WHOLE, "uptime_ratio_24h": NUMBER},
    "quality": {
        "classification_accuracy": NUMBER,
        "classification_macro_f1": NUMBER,
        "utility_fedavg_int8_accuracy": NUMBER,
        "utility_fedavg_int8_macro_f1": NUMBER,
    },
    "accessibility": {"benchmark_total_runtime_sec": NUMBER, "max_peak_rss_bytes": WHOLE, "max_peak_heap_bytes": WHOLE},
    "decentralization": {"baseline_int8_jain_index": NUMBER, "utility_int8_jain_gain": NUMBER},
    "communication": {"baseline_int8_reduction_percent": NUMBER, "utility_int8_savings_percent": NUMBER},
    "status": {"collected": TRUTH, "open_milestones": WHOLE, "open_issues": WHOLE},
}

PILOT_METRICS = {
    "schema_version": WHOLE,
    "node": {"node_id": TEXT, "mode": TEXT, "python_version": TEXT, "platform": TEXT},
    **PILOT,
    "provenance": {"repo": TEXT, "commit": TEXT, "decision_log": TEXT, "provenance_template": TEXT},
}

COHORT = {
    "pilot_metrics": PILOT_METRICS,
    "cohort_manifest": {
        "schema_version": WHOLE,
        "cohort_id": TEXT,
        "generated_utc": TEXT,
        "notes": TEXT,
        "nodes[]": {
            "node_id": TEXT,
            "region": TEXT,
            "hardware_tier": TEXT,
            "cpu_cores": WHOLE,
            "memory_gb": NUMBER,
            "network_tier": TEXT,
            "onboarding_status": TEXT,
            "onboarding_checked_utc": TEXT,
            "metrics_path": TEXT,
            "failure_reason?": TEXT,
        },
    },
    "pilot_cohort": {
        "schema_version": WHOLE,
        "cohort": {"node_count": WHOLE, "node_ids": LIST, "sources": LIST},
        "nodes[]": PILOT,
        "summary": {
            block: {f"{name}_{figure}": NUMBER for name in names for figure in ("mean", "min", "max") if names[name] != TRUTH}
            | ({"last_cycle_ok_ratio": NUMBER} if block == "health" else {})
            for block, names in PILOT.items()
        },
        "provenance": {"repo": TEXT, "commit": TEXT, "source_count": WHOLE},
    },
    "node_profile": {
        "node_id": TEXT,
        "region": TEXT,
        "hardware_tier": TEXT,
        "cpu_cores": WHOLE,
        "memory_gb": NUMBER,
        "network_tier": TEXT,
    },
    "onboarding": {
        "node_count": WHOLE,
        "passed_count": WHOLE,
        "failed_count": WHOLE,
        "pending_count": WHOLE,
        "startup_rate": NUMBER,
        "failure_rate": NUMBER,
        "distinct_regions": WHOLE,
        "distinct_hardware_tiers": WHOLE,
        "distinct_network_tiers": WHOLE,
        "unknown_region_ratio": NUMBER,
    },
    "node_health": PILOT_METRICS,
    "machine_comparison": {
        "schema_version": WHOLE,
        "generated_utc": TEXT,
        "rehearsal": TRUTH,
        "snapshots[]": {"label": TEXT, "machine_id": TEXT, "passed": TRUTH, "scores": OBJECT, "stds": OBJECT},
        "score_ranges": OBJECT,
        "max_std": NUMBER,
    },
}
