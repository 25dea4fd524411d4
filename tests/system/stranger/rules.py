"""What sections 1 to 5 say of the gates' artifacts beyond a field's kind and its floor: what follows from what, and what is there."""

import math
import re
import statistics
from collections.abc import Callable, Iterable, Mapping

from tests.system.stranger.fields import MODES, REPRODUCED, TASKS
from tests.system.stranger.kinds import at

Checks = Iterable[tuple[str, bool]]

TREE = {
    "g1_cpu_federated_foundation": {
        "sg1_baseline_gate": "baseline_metrics.json",
        "sg2_classification_gate": "classification_metrics.json",
        "sg3_adapter_gate": "adapter_intent_metrics.json",
    },
    "g2_generality_reproducibility": {
        "sg1_generality_gate": "generality_metrics.json",
        "sg2_repro_gate": "reproducibility_metrics.json",
    },
    "g3_accessibility_ops": {"sg1_benchmark_gate": "benchmark_metrics.json", "sg2_smoke_ok": "smoke_summary.json"},
    "g4_decentralization_fairness": {
        "sg1_fairness_gate": "fairness_metrics.json",
        "sg2_utility_fairness_gate": "utility_fairness_metrics.json",
    },
}
NEEDED_WITH = {
    "sg2_smoke_ok": "require_smoke_summary",
    "sg1_fairness_gate": "require_fairness",
    "sg2_utility_fairness_gate": "require_fairness",
}
TWELVE = (
    *(artifact for parts in TREE.values() for artifact in parts.values()),
    "main_track_status.json",
    "main_track_status.md",
    "mvp_readiness.json",
)
"""The artifacts that exist after a sweep (section 4)."""
STEPS = ["agents", "discovery", "train_fp32", "train_int8", "twin", "evaluate", "fairness"]
NEEDS = {"M1": ("U1", "U4"), "M2": ("U2", "U3"), "M3": ("U5", "U6")}
REPEATS = {"reduced": 1, "full": 3}


def is_near(value: float, other: float) -> bool:
    return math.isclose(value, other, rel_tol=1e-9, abs_tol=1e-9)


def saving(methods: Mapping, method: str) -> float:
    fp32 = methods["fedavg_fp32"]["uplink_mean_bytes"]
    return 100 * (1 - methods[method]["uplink_mean_bytes"] / fp32) if fp32 else math.nan


def baseline(a: Mapping) -> Checks:
    methods = a["methods"]
    yield "drop <= 0.03", methods["centralized"]["accuracy_mean"] - methods["fedavg_int8"]["accuracy_mean"] <= 0.03
    yield "means over 5 seeds at least", a["runs"] >= 5
    yield from runs_of_seeds(a)


def runs_of_seeds(a: Mapping) -> Checks:
    yield "a run for each seed", a["runs"] == len(a["config"]["seeds"]) == len(set(map(repr, a["config"]["seeds"])))
    yield "the reduction follows from the bytes", is_near(a["communication_reduction_percent"], saving(a["methods"], "fedavg_int8"))


def classification(a: Mapping) -> Checks:
    labels, f1 = a["counts"]["labels"], a["metrics"]["per_label_f1"]
    yield "labels >= 2", len(labels) >= 2
    yield (
        "macro F1 is the mean over the labels",
        set(labels) == set(f1) and is_near(a["metrics"]["macro_f1"], statistics.fmean(f1.values())),
    )


def utility(a: Mapping) -> Checks:
    for mode in MODES:
        if mode != "fp32":
            stated = a["communication_savings_percent"][f"{mode}_vs_fp32_percent"]
            yield f"the saving of {mode} follows from the bytes", is_near(stated, saving(a["methods"], f"fedavg_{mode}"))
        for metric in ("accuracy", "macro_f1"):
            drop = at(a, f"methods.centralized.{metric}_mean") - at(a, f"methods.fedavg_{mode}.{metric}_mean")
            yield f"the {metric} drop of {mode} follows", is_near(a["quality_drop_vs_centralized"][f"{mode}_{metric}_drop"], drop)


def benchmark(a: Mapping) -> Checks:
    mode, entries = a["config"]["mode"], a["benchmarks"]
    yield "the mode is that of a profile", mode in REPEATS
    yield "as many repeats as the mode has", {a["config"]["repeats"], *(entry["repeats"] for entry in entries)} == {REPEATS.get(mode)}
    yield "three entries at least", {"fedavg_baseline", "retrieval_baseline", "classification_baseline"} <= {e["name"] for e in entries}
    for entry in entries:
        yield "every figure > 0", min(entry["runtime_mean_sec"], entry["peak_heap_max_bytes"], entry["peak_rss_max_bytes"]) > 0
    for kind in ("rss", "heap"):
        yield f"the greatest {kind}", a["summary"][f"max_peak_{kind}_bytes"] == max(entry[f"peak_{kind}_max_bytes"] for entry in entries)


def generality(a: Mapping) -> Checks:
    tasks, aggregate = a["tasks"], a["aggregate"]
    yield "the nine tasks, and no other", set(tasks) == set(TASKS) == set(aggregate["task_scores"]) and aggregate["task_count"] == 9
    yield "each score once", all(is_near(aggregate["task_scores"][name], tasks[name]["score"]) for name in TASKS)
    yield "overall score is the mean", is_near(aggregate["overall_score"], statistics.fmean(tasks[name]["score"] for name in TASKS))
    yield "runtime is the sum", is_near(aggregate["runtime_total_sec"], math.fsum(tasks[name]["runtime_sec"] for name in TASKS))


def reproducibility(a: Mapping) -> Checks:
    runs, figures = a["runs"], {"mean": statistics.fmean, "std": statistics.pstdev, "min": min, "max": max}
    seeds = [run["seed"] for run in runs]
    yield "every run counted, each with its seed", a["run_count"] == len(runs) == len(set(seeds)) and seeds == a["config"]["seeds"]
    for name in REPRODUCED:
        for kind, figure in figures.items():
            yield f"{name} {kind} follows from the runs", is_near(a["summary"][name][kind], figure([run[name] for run in runs]))


def gains(methods: Mapping) -> dict[str, float]:
    fp32, int8 = methods["fedavg_fp32"]["fairness"], methods["fedavg_int8"]["fairness"]
    return {name: int8[name] - fp32[name] for name in int8 if name in fp32}


def fairness(a: Mapping) -> Checks:
    gain = gains(a["methods"])
    yield "Jain gain >= 0.05", gain["contribution_jain_index_mean"] >= 0.05
    yield "contributed clients gain >= 0.5", gain["contributed_clients_per_round_mean_mean"] >= 0.5
    yield "contribution gap no greater", gain["contribution_rate_gap_mean"] <= 0
    yield "slowest to fastest no less", gain["slowest_fastest_contribution_ratio_mean"] >= 0
    yield from runs_of_seeds(a)


def utility_fairness(a: Mapping) -> Checks:
    yield "a sweep of deadlines", a["sweep_type"] == "round_deadline"
    for scenario in a["scenarios"]:
        gain = gains(scenario["methods"])
        yield "Jain gain >= 0.05", gain["contribution_jain_index_mean"] >= 0.05
        yield "gap improvement >= 0.05", -gain["contribution_rate_gap_mean"] >= 0.05
        yield "contributed clients gain >= 0.5", gain["contributed_clients_per_round_mean_mean"] >= 0.5
        yield "as many runs as every scenario", scenario["runs"] == a["runs_per_scenario"]
        yield from utility(scenario)


def smoke(a: Mapping) -> Checks:
    yield "ok, with fairness", a["ok"] and a["include_fairness"] and all(step["ok"] for step in a["steps"])
    yield "its seven steps", [step["name"] for step in a["steps"]] == STEPS


def status(a: Mapping) -> Checks:
    summary, parts = a["summary"], [part for goal in a["goals"] for part in goal["sub_goals"]]
    required = [part for part in parts if part["required"]]
    tree = {goal["id"]: {part["id"]: part["artifact"] for part in goal["sub_goals"]} for goal in a["goals"]}
    yield "the goal tree with its artifacts", tree == TREE
    yield "what is required", all(part["required"] == a.get(NEEDED_WITH.get(part["id"]), True) for part in parts)
    for goal in a["goals"]:
        states = [part["status"] for part in goal["sub_goals"] if part["required"]]
        due = "blocked" if "blocked" in states else "done" if set(states) <= {"done"} else "pending"
        yield "a goal is what its parts are", goal["status"] == due
    yield "the goals counted", summary["total_goals"] == 4 and summary["completed_goals"] == [g["status"] for g in a["goals"]].count("done")
    done = [part["status"] for part in required].count("done")
    yield "the parts counted", (summary["required_sub_goals"], summary["completed_required_sub_goals"]) == (len(required), done)
    yield "4/4 and 9/9", (summary["completed_goals"], summary["completed_required_sub_goals"], summary["all_done"]) == (4, 9, True)


def readiness(a: Mapping) -> Checks:
    outcomes, checks = a["outcomes"], a["checks"]
    yield "ready, nothing failed", a["ready"] and not a["failures"]
    for name in ("required_metric_artifacts", "required_docs"):
        one = checks[name]
        yield "no file missing", not one["missing"] and one["present_count"] == one["required_count"] == len(one["required"])
    goals = checks["required_goal_ids"]
    yield "four goals", set(goals["required"]) == set(goals["goal_status"]) == set(TREE)
    for name, needed in NEEDS.items():
        yield f"{name} is what it needs", a["milestones"][name]["ok"] == all(outcomes[one]["ok"] for one in needed)


def provenance(a: Mapping) -> Checks:
    files = a["artifacts"]
    yield "every file counted", a["artifact_count"] == len(files) == len({one["path"] for one in files})
    yield "a digest of each", all(re.fullmatch("[0-9a-f]{64}", one["sha256"]) and one["size_bytes"] >= 0 for one in files)


GATE_RULES: dict[str, Callable[[Mapping], Checks]] = {
    "baseline_metrics.json": baseline,
    "classification_metrics.json": classification,
    "adapter_intent_metrics.json": utility,
    "utility_fedavg_metrics.json": utility,
    "benchmark_metrics.json": benchmark,
    "generality_metrics.json": generality,
    "reproducibility_metrics.json": reproducibility,
    "fairness_metrics.json": fairness,
    "utility_fairness_metrics.json": utility_fairness,
    "smoke_summary.json": smoke,
    "main_track_status.json": status,
    "mvp_readiness.json": readiness,
    "weekly_provenance.json": provenance,
    "pilot_provenance.json": provenance,
}
