"""A stranger's checker: fields and floors typed from the contract's text, read by the standard library alone.

`python tests/system/stranger.py reports/` names what is wrong with each artifact. It knows nothing of gates/: where both agree on an
artifact, they agree because of the contract.
"""

import base64
import hashlib
import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path

N, I, B, S, L, O = "number", "integer", "truth", "text", "list", "object"  # noqa: E741 - one letter each, as in a table
TYPES = {N: (int, float), I: (int,), B: (bool,), S: (str,), L: (list,), O: (dict,)}


def block(kind: str, names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), kind)


FAIRNESS_METRICS = (
    "participation_rate_gap contribution_rate_gap completion_rate_gap contribution_jain_index capacity_contribution_correlation "
    "slowest_fastest_contribution_ratio contributed_clients_per_round_mean"
)
FAIR = {
    "fairness": block(N, " ".join(f"{name}_mean {name}_std" for name in FAIRNESS_METRICS.split())),
    "fairness_clients": [
        block(I, "client_index")
        | block(
            N,
            "capacity selected_rounds_mean contributed_rounds_mean participation_rate_mean contribution_rate_mean completion_rate_mean "
            "uplink_share_mean update_l2_mean",
        )
    ],
}
METHOD = block(N, "accuracy_mean accuracy_std runtime_mean_sec runtime_std_sec uplink_mean_bytes")
UTILITY_METHOD = METHOD | block(N, "macro_f1_mean macro_f1_std uplink_std_bytes")
MODES = ("fp32", "int8", "sparse")
BASELINE = {
    "config": block(L, "seeds")
    | block(N, "dropout_rate non_iid_severity learning_rate")
    | block(B, "secure_aggregation")
    | block(I, "n_features n_clients rounds local_steps batch_size"),
    "runs": I,
    "methods": {"centralized": METHOD, "fedavg_fp32": METHOD, "fedavg_int8": METHOD},
    "communication_reduction_percent": N,
}
UTILITY = {
    "config": O,
    "runs": I,
    "methods": dict.fromkeys(("centralized", "fedavg_fp32", "fedavg_int8", "fedavg_sparse"), UTILITY_METHOD),
    "communication_savings_percent": block(N, "int8_vs_fp32_percent sparse_vs_fp32_percent"),
    "quality_drop_vs_centralized": block(N, " ".join(f"{mode}_accuracy_drop {mode}_macro_f1_drop" for mode in MODES)),
}
FAIR_UTILITY = UTILITY | {"methods": UTILITY["methods"] | dict.fromkeys(("fedavg_fp32", "fedavg_int8"), UTILITY_METHOD | FAIR)}
TASKS = (
    "classification retrieval long_context_retrieval instruction_following conversation_continuity tool_use multi_step_tool_use "
    "distributed_reference adapter_reference"
)
REPRODUCED = (
    "overall_score classification_accuracy retrieval_recall_at_1 long_context_recall_at_1 long_context_mrr instruction_pass_rate "
    "conversation_pass_rate tool_pass_rate multi_step_tool_pass_rate multi_step_tool_chain_pass_rate int8_accuracy_drop "
    "adapter_int8_accuracy_drop int8_comm_savings_percent adapter_int8_comm_savings_percent"
)
PRESENCE = block(L, "required missing") | block(I, "present_count required_count")
SUMMARY = block(I, "total_goals completed_goals required_sub_goals completed_required_sub_goals") | block(B, "all_done")
FIELDS: dict[str, dict] = {
    "baseline_metrics.json": BASELINE,
    "fairness_metrics.json": BASELINE | {"methods": {"centralized": METHOD, "fedavg_fp32": METHOD | FAIR, "fedavg_int8": METHOD | FAIR}},
    "classification_metrics.json": {
        "config": block(I, "seed samples_per_label steps") | block(N, "test_fraction learning_rate") | block(S, "tokenizer vectorizer model"),
        "counts": block(L, "labels") | block(I, "train_samples test_samples vocabulary_size"),
        "metrics": block(N, "accuracy macro_f1 train_runtime_sec latency_mean_ms latency_p95_ms") | block(O, "per_label_f1"),
    },
    "adapter_intent_metrics.json": UTILITY,
    "utility_fairness_metrics.json": block(S, "sweep_type") | block(N, "dropout_rate capacity_jitter") | block(I, "runs_per_scenario")
    | {"scenarios": [FAIR_UTILITY]},
    "benchmark_metrics.json": {
        "config": block(S, "mode python_version platform cwd") | block(I, "repeats"),
        "benchmarks": [
            block(S, "name") | block(I, "repeats") | {"payload": None}
            | block(N, "runtime_mean_sec runtime_p95_sec peak_heap_mean_bytes peak_heap_max_bytes peak_rss_mean_bytes peak_rss_max_bytes")
        ],
        "summary": block(N, "total_runtime_sec max_peak_rss_bytes max_peak_heap_bytes"),
    },
    "generality_metrics.json": {
        "generated_utc": S,
        "config": block(I, "seed top_k") | block(B, "include_distributed_reference include_adapter_reference"),
        "tasks": {name: block(N, "runtime_sec score") | block(O, "metrics counts") | {"details": None} for name in TASKS.split()},
        "aggregate": block(I, "task_count") | block(O, "task_scores") | block(N, "overall_score runtime_total_sec"),
        "resources": block(N, "total_wall_clock_sec peak_rss_bytes"),
    },
    "reproducibility_metrics.json": {
        "config": block(L, "seeds"),
        "run_count": I,
        "runs": [block(I, "seed")],
        "summary": {name: block(N, "mean std min max") for name in REPRODUCED.split()},
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
        "outcomes": {f"U{number}": block(B, "ok") | block(S, "target") | {"evidence": None} for number in range(1, 7)},
        "milestones": {f"M{number}": block(B, "ok") | {"needs": None} for number in range(1, 5)},
    },
    "weekly_provenance.json": block(S, "generated_utc label repo") | block(I, "artifact_count")
    | {"git": block(S, "commit branch"), "artifacts": [block(S, "path sha256 modified_utc") | block(I, "size_bytes")]},
}  # fmt: skip
VERSIONS = {"baseline_metrics.json": 2, "fairness_metrics.json": 2}
SUB_GOALS = {
    "g1_cpu_federated_foundation": ["sg1_baseline_gate", "sg2_classification_gate", "sg3_adapter_gate"],
    "g2_generality_reproducibility": ["sg1_generality_gate", "sg2_repro_gate"],
    "g3_accessibility_ops": ["sg1_benchmark_gate", "sg2_smoke_ok"],
    "g4_decentralization_fairness": ["sg1_fairness_gate", "sg2_utility_fairness_gate"],
}
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

Checks = Iterator[tuple[str, bool]]


def at(value: object, path: str) -> float:
    for name in path.split("."):
        value = value[name]
    return value


def benchmark(a: dict) -> Checks:
    yield "the mode is that of the profile", a["config"]["mode"] in ("reduced", "full")
    names = {entry["name"] for entry in a["benchmarks"]}
    yield "three entries at least", {"fedavg_baseline", "retrieval_baseline", "classification_baseline"} <= names
    for entry in a["benchmarks"]:
        yield "every figure > 0", min(entry["runtime_mean_sec"], entry["peak_heap_max_bytes"], entry["peak_rss_max_bytes"]) > 0


def generality(a: dict) -> Checks:
    scores = [task["score"] for task in a["tasks"].values()]
    yield "overall score is the mean", math.isclose(a["aggregate"]["overall_score"], sum(scores) / len(scores), abs_tol=1e-9)


def gains(methods: dict) -> dict[str, float]:
    fp32, int8 = methods["fedavg_fp32"]["fairness"], methods["fedavg_int8"]["fairness"]
    return {name: int8[name] - fp32[name] for name in int8 if name in fp32}


def fairness(a: dict) -> Checks:
    gain = gains(a["methods"])
    yield "Jain gain >= 0.05", gain["contribution_jain_index_mean"] >= 0.05
    yield "contributed clients gain >= 0.5", gain["contributed_clients_per_round_mean_mean"] >= 0.5
    yield "contribution gap no greater", gain["contribution_rate_gap_mean"] <= 0
    yield "slowest to fastest no less", gain["slowest_fastest_contribution_ratio_mean"] >= 0


def utility_fairness(a: dict) -> Checks:
    yield "a sweep of deadlines", a["sweep_type"] == "round_deadline" and bool(a["scenarios"])
    for gain in (gains(scenario["methods"]) for scenario in a["scenarios"]):
        yield "Jain gain >= 0.05", gain["contribution_jain_index_mean"] >= 0.05
        yield "gap improvement >= 0.05", -gain["contribution_rate_gap_mean"] >= 0.05
        yield "contributed clients gain >= 0.5", gain["contributed_clients_per_round_mean_mean"] >= 0.5


def status(a: dict) -> Checks:
    summary = a["summary"]
    yield "the goal tree", {goal["id"]: [part["id"] for part in goal["sub_goals"]] for goal in a["goals"]} == SUB_GOALS
    yield "4/4 and 9/9", (summary["completed_goals"], summary["completed_required_sub_goals"], summary["all_done"]) == (4, 9, True)


def readiness(a: dict) -> Checks:
    yield "ready, nothing missing", a["ready"] and not a["failures"]
    yield "no file missing", not any(a["checks"][name]["missing"] for name in ("required_metric_artifacts", "required_docs"))


FURTHER = {
    "baseline_metrics.json": lambda a: [
        ("drop <= 0.03", at(a, "methods.centralized.accuracy_mean") - at(a, "methods.fedavg_int8.accuracy_mean") <= 0.03)
    ],
    "classification_metrics.json": lambda a: [("labels >= 2", len(a["counts"]["labels"]) >= 2)],
    "benchmark_metrics.json": benchmark,
    "generality_metrics.json": generality,
    "reproducibility_metrics.json": lambda a: [("every run counted", len(a["runs"]) == a["run_count"])],
    "fairness_metrics.json": fairness,
    "utility_fairness_metrics.json": utility_fairness,
    "smoke_summary.json": lambda a: [("ok, with fairness", a["ok"] and a["include_fairness"] and all(step["ok"] for step in a["steps"]))],
    "main_track_status.json": status,
    "mvp_readiness.json": readiness,
    "weekly_provenance.json": lambda a: [("every file counted", a["artifact_count"] == len(a["artifacts"]) >= 1)],
}


def faults(name: str, artifact: object) -> list[str]:
    """What the contract says against an artifact of that name."""
    if not isinstance(artifact, dict) or next(iter(artifact), None) != "schema_version":
        return ["no object that begins with schema_version"]
    version = VERSIONS.get(name, 1)
    found = (
        [] if type(artifact["schema_version"]) is int and artifact["schema_version"] == version else [f"schema_version is not {version}"]
    )
    found += _untyped(artifact, FIELDS.get(name, {}), "")
    if found:
        return found
    found += [f"{path} is not >= {floor}" for path, floor in FLOORS.get(name, {}).items() if not at(artifact, path) >= floor]
    found += [f"{path} is not <= {ceiling}" for path, ceiling in CEILINGS.get(name, {}).items() if not at(artifact, path) <= ceiling]
    return found + [what for what, is_held in FURTHER.get(name, lambda _: ())(artifact) if not is_held]


def _untyped(value: object, shape: object, path: str) -> Iterator[str]:
    """Fields that lack or are of another type; no number is NaN or infinite, no truth value is a number."""
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            yield f"{path} is no object"
            return
        for name, inner in shape.items():
            yield from _untyped(value[name], inner, f"{path}.{name}") if name in value else [f"{path}.{name} is missing"]
    elif isinstance(shape, list):
        if not isinstance(value, list) or not value:
            yield f"{path} is no list, or empty"
            return
        for index, item in enumerate(value):
            yield from _untyped(item, shape[0], f"{path}[{index}]")
    elif isinstance(shape, str):
        is_right = isinstance(value, TYPES[shape]) and (shape == B or not isinstance(value, bool))
        if not is_right or (isinstance(value, float) and not math.isfinite(value)):
            yield f"{path} is no {shape}"


def evidence_faults(path: Path) -> list[str]:
    """What the statement beside an artifact says against it: the digests of the artifact and of what was published with it."""
    envelope = json.loads((path.parent / f"{path.stem}.dsse.json").read_text())
    statement = json.loads(base64.b64decode(envelope["payload"]))
    subjects = {one["name"]: one["digest"]["sha256"] for one in statement["subject"]}
    wrong = [name for name, digest in subjects.items() if hashlib.sha256((path.parent / name).read_bytes()).hexdigest() != digest]
    is_whole = statement["_type"] == "https://in-toto.io/Statement/v1" and path.name in subjects and envelope["signatures"]
    return [f"the evidence is of another {name}" for name in wrong] + ([] if is_whole else ["the evidence is not of this artifact"])


def check(reports: Path) -> dict[str, list[str]]:
    """What is wrong with each artifact in the folder, by name."""
    names = sorted(path.name for path in reports.glob("*.json") if not path.name.endswith(".dsse.json"))
    return {name: faults(name, json.loads((reports / name).read_text())) + evidence_faults(reports / name) for name in names}


if __name__ == "__main__":
    print(json.dumps(result := check(Path(sys.argv[1])), indent=2))
    sys.exit(1 if any(result.values()) else 0)
