"""Valid artifacts of the gates that train and measure, as they write them: each passes our own limits."""

SEEDS = [0, 1, 2, 3, 4]
CLIENT = {
    "client_index": 0,
    "capacity": 1.0,
    "selected_rounds_mean": 10.0,
    "contributed_rounds_mean": 9.0,
    "participation_rate_mean": 1.0,
    "contribution_rate_mean": 0.9,
    "completion_rate_mean": 0.9,
    "uplink_share_mean": 0.125,
    "update_l2_mean": 1.5,
}


def over_agents(*methods: str) -> dict:
    digests = {"weights_sha256": "a" * 64, "twin_weights_sha256": "a" * 64}
    return {"transport": "libp2p", "peers": ["12D3KooWa", "12D3KooWb"], "agents": {"seed": 0, **{name: dict(digests) for name in methods}}}


def baseline_method(accuracy: float, uplink_bytes: float) -> dict:
    return {
        "accuracy_mean": accuracy,
        "accuracy_std": 0.002,
        "runtime_mean_sec": 1.5,
        "runtime_std_sec": 0.1,
        "uplink_mean_bytes": uplink_bytes,
        "participation_rate_mean": 1.0,
        "participation_rate_std": 0.0,
        "zero_client_rounds_mean": 0.0,
        "secure_overhead_mean_bytes": 10.0,
        "secure_mask_pairs_mean": 2.0,
    }


def baseline() -> dict:
    return {
        "schema_version": 2,
        "config": baseline_config(),
        "runs": 5,
        "methods": {
            "centralized": baseline_method(0.975, 0),
            "fedavg_fp32": baseline_method(0.972, 4_000_000),
            "fedavg_int8": baseline_method(0.97, 1_000_000),
            "fedavg_sparse": baseline_method(0.965, 40_000),
        },
        "communication_reduction_percent": 75.0,
        "comparison_vs_no_dropout": {
            codec: {"accuracy_delta": -0.001, "runtime_delta_sec": 0.1, "uplink_change_percent": -10.0} for codec in ("fp32", "int8")
        },
        "communication": {"sparse_vs_fp32_percent": 99.0},
        "num_parameters": 38_410,
        "label_total_variation": 0.35,
        **over_agents("fedavg_fp32", "fedavg_int8"),
    }


def baseline_config() -> dict:
    return {
        "seeds": list(SEEDS),
        "dropout_rate": 0.1,
        "non_iid_severity": 1.0,
        "secure_aggregation": False,
        "n_features": 64,
        "n_clients": 8,
        "rounds": 20,
        "local_steps": 10,
        "batch_size": 16,
        "learning_rate": 0.1,
        "client_capacities": [1.0, 0.5],
        "round_deadline": 4.2,
        "capacity_jitter": 0.1,
    }


def classification() -> dict:
    labels = [f"label_{index}" for index in range(10)]
    return {
        "schema_version": 1,
        "config": {
            "seed": 0,
            "samples_per_label": 60,
            "test_fraction": 0.25,
            "steps": 300,
            "learning_rate": 0.5,
            "tokenizer": "words",
            "vectorizer": "tf-idf",
            "model": "softmax",
        },
        "counts": {"labels": labels, "train_samples": 450, "test_samples": 150, "vocabulary_size": 900, "near_duplicates": 0},
        "near_duplicate_similarity": 0.8,
        "metrics": {
            "accuracy": 0.95,
            "macro_f1": 0.94,
            "per_label_f1": dict.fromkeys(labels, 0.94),
            "train_runtime_sec": 0.8,
            "latency_mean_ms": 0.2,
            "latency_p95_ms": 0.3,
        },
        "seeds": [{"seed": seed, "accuracy": 0.95, "macro_f1": 0.94} for seed in SEEDS],
        **over_agents("fedavg_int8"),
    }


def benchmark() -> dict:
    names = ("fedavg_baseline", "retrieval_baseline", "classification_baseline")
    return {
        "schema_version": 1,
        "config": {"mode": "reduced", "repeats": 1, "python_version": "3.11.7", "platform": "Linux", "cwd": "/project"},
        "benchmarks": [
            {
                "name": name,
                "repeats": 1,
                "runtime_mean_sec": 2.0,
                "runtime_p95_sec": 2.0,
                "peak_heap_mean_bytes": 2_000_000.0,
                "peak_heap_max_bytes": 2_000_000,
                "peak_rss_mean_bytes": 300_000_000.0,
                "peak_rss_max_bytes": 300_000_000,
                "payload": {"accuracy": 0.9},
            }
            for name in names
        ],
        "summary": {"total_runtime_sec": 6.5, "max_peak_rss_bytes": 300_000_000, "max_peak_heap_bytes": 2_000_000},
    }


def fair_method(accuracy: float, uplink_bytes: float, *, is_int8: bool) -> dict:
    return {**baseline_method(accuracy, uplink_bytes), **fairness_blocks(is_int8=is_int8)}


def fairness_blocks(*, is_int8: bool) -> dict:
    figures = {
        "participation_rate_gap": 0.1,
        "contribution_rate_gap": 0.4 if is_int8 else 0.9,
        "completion_rate_gap": 0.4,
        "contribution_jain_index": 0.95 if is_int8 else 0.7,
        "capacity_contribution_correlation": 0.5,
        "slowest_fastest_contribution_ratio": 0.6 if is_int8 else 0.1,
        "contributed_clients_per_round_mean": 7.0 if is_int8 else 5.0,
    }
    fairness = {f"{name}_{kind}": value if kind == "mean" else 0.01 for name, value in figures.items() for kind in ("mean", "std")}
    return {"fairness": {**fairness, "worst_decile_accuracy": 0.8}, "fairness_clients": [dict(CLIENT), {**CLIENT, "client_index": 1}]}


def fairness() -> dict:
    artifact = baseline()
    for name in ("communication", "num_parameters", "label_total_variation"):
        del artifact[name]
    fair = fair_method(0.968, 4_000_000, is_int8=False)
    fair["fairness"]["worst_decile_accuracy"] = 0.86
    artifact["methods"] = {
        "centralized": baseline_method(0.975, 0),
        "fedavg_fp32": fair_method(0.972, 4_000_000, is_int8=False),
        "fedavg_int8": fair_method(0.97, 1_000_000, is_int8=True),
        "qffl": fair,
    }
    return artifact | {"fair_strategy": "qffl", "trial": trial()}


def trial() -> dict:
    methods = {
        "fedavg_fp32": {"predicted": [[0, 3], [0]], "observed": [[0, 3], [0]]},
        "fedavg_int8": {"predicted": [[0, 1], [0, 1, 4]], "observed": [[0, 1], [0, 1, 4]]},
    }
    return {"deadline_sec": 2.5, "num_clients": 5, "methods": methods, "participation_difference": 0.0, "contribution_difference": 0.0}


def utility_method(accuracy: float, uplink_bytes: float) -> dict:
    return {
        "accuracy_mean": accuracy,
        "accuracy_std": 0.002,
        "macro_f1_mean": accuracy - 0.01,
        "macro_f1_std": 0.002,
        "runtime_mean_sec": 1.5,
        "runtime_std_sec": 0.1,
        "uplink_mean_bytes": uplink_bytes,
        "uplink_std_bytes": 0.0,
    }


def utility_report() -> dict:
    methods = {
        "centralized": utility_method(0.95, 0),
        "fedavg_fp32": utility_method(0.945, 400_000),
        "fedavg_int8": utility_method(0.94, 100_000),
        "fedavg_sparse": utility_method(0.93, 20_000),
    }
    drops = {
        f"{mode}_{metric}_drop": methods["centralized"][f"{metric}_mean"] - methods[f"fedavg_{mode}"][f"{metric}_mean"]
        for mode in ("fp32", "int8", "sparse")
        for metric in ("accuracy", "macro_f1")
    }
    return {
        "config": {"seeds": [0, 1, 2]},
        "runs": 3,
        "methods": methods,
        "communication_savings_percent": {"int8_vs_fp32_percent": 75.0, "sparse_vs_fp32_percent": 95.0},
        "quality_drop_vs_centralized": drops,
    }


def adapter() -> dict:
    over = over_agents("fedavg_int8")
    return {"schema_version": 1, **utility_report(), "communication": {"adapter_vs_full_fp32_percent": 99.7}, **over}


def scenario(quantile: float, round_deadline: float, churn_rate: float) -> dict:
    report = utility_report()
    report["config"] |= {"round_deadline": round_deadline, "deadline_quantile": quantile}
    for codec in ("fp32", "int8"):
        report["methods"][f"fedavg_{codec}"] |= fairness_blocks(is_int8=codec == "int8")
    return report | {"churn_rate": churn_rate}


def utility_fairness() -> dict:
    return {
        "schema_version": 1,
        "sweep_type": "round_deadline",
        "dropout_rate": 0.1,
        "capacity_jitter": 0.1,
        "runs_per_scenario": 3,
        "scenarios": [scenario(0.5, 3.5, 0.0), scenario(0.5, 3.5, 0.1), scenario(0.6, 4.2, 0.15), scenario(0.4, 3.0, 0.1)],
        **over_agents("fedavg_fp32", "fedavg_int8"),
        "trial": trial(),
    }
