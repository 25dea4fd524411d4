"""A valid artifact of every kind, as a gate writes it: each passes our own limits."""

SEEDS = [0, 1, 2, 3, 4]
FAIRNESS = (
    "participation_rate_gap",
    "contribution_rate_gap",
    "completion_rate_gap",
    "contribution_jain_index",
    "capacity_contribution_correlation",
    "slowest_fastest_contribution_ratio",
    "contributed_clients_per_round_mean",
)
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
        "counts": {"labels": labels, "train_samples": 450, "test_samples": 150, "vocabulary_size": 900},
        "metrics": {
            "accuracy": 0.95,
            "macro_f1": 0.94,
            "per_label_f1": dict.fromkeys(labels, 0.94),
            "train_runtime_sec": 0.8,
            "latency_mean_ms": 0.2,
            "latency_p95_ms": 0.3,
        },
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


SAMPLES = {"baseline": baseline, "classification": classification, "benchmark": benchmark}
"""By the name of the gate."""
