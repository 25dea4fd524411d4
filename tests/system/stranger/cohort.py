"""Section 6's records of a volunteer cohort: their fields, and what follows from what."""

import re
import statistics
import unicodedata
from collections.abc import Callable, Iterator, Mapping

from tests.system.stranger.kinds import B, F, I, L, N, S, Shape, T, block, surplus
from tests.system.stranger.rules import Checks, is_near

NODE_ID = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")
BLOCKS: dict[str, Shape] = {
    "health": block(B, "last_cycle_ok") | block(N, "cycle_duration_sec") | block(I, "step_count") | block(F, "uptime_ratio_24h"),
    "quality": block(F, "classification_accuracy classification_macro_f1 utility_fedavg_int8_accuracy utility_fedavg_int8_macro_f1"),
    "accessibility": block(N, "benchmark_total_runtime_sec") | block(I, "max_peak_rss_bytes max_peak_heap_bytes"),
    "decentralization": block(F, "baseline_int8_jain_index") | block(N, "utility_int8_jain_gain"),
    "communication": block(N, "baseline_int8_reduction_percent utility_int8_savings_percent"),
    "status": block(B, "collected") | block(I, "open_milestones open_issues"),
}
PILOT: dict[str, Shape] = {
    "node": block(S, "node_id mode python_version platform"),
    **BLOCKS,
    "provenance": block(S, "repo commit decision_log provenance_template"),
}
ONBOARDING = block(
    I, "node_count passed_count failed_count pending_count distinct_regions distinct_hardware_tiers distinct_network_tiers"
) | block(F, "startup_rate failure_rate unknown_region_ratio")
FIGURES = {"mean": statistics.fmean, "min": min, "max": max}
COHORT_FIELDS: dict[str, Shape] = {
    "pilot_metrics.json": PILOT,
    "node_health": PILOT,
    "cohort_manifest.json": block(S, "cohort_id generated_utc notes")
    | {
        "nodes": [
            block(S, "node_id region hardware_tier network_tier onboarding_status metrics_path failure_reason?")
            | block(T, "onboarding_checked_utc") | block(I, "cpu_cores") | block(N, "memory_gb")
        ]
    },
    "pilot_cohort_metrics.json": {
        "cohort": block(I, "node_count") | block(L, "node_ids sources"),
        "nodes": [BLOCKS],
        "summary": {
            name: block(N, " ".join(f"{field}_{figure}" for field, kind in fields.items() if kind != B for figure in FIGURES))
            | block(F, "last_cycle_ok_ratio" if name == "health" else "")
            for name, fields in BLOCKS.items()
        },
        "provenance": block(S, "repo commit") | block(I, "source_count"),
    },
    "node_profile": block(S, "node_id region hardware_tier network_tier") | block(I, "cpu_cores") | block(N, "memory_gb"),
    "onboarding": ONBOARDING,
}  # fmt: skip
"""By the file's name; `node_health` is what the health check makes of a node's `pilot_metrics.json`."""
PARTS = {"node_profile", "onboarding"}
"""Those that lie in another file, and have no version of their own."""


def normal(node_id: str) -> str:
    return unicodedata.normalize("NFKC", node_id).lower()


def objects(value: object, *names: str) -> Iterator[Mapping]:
    """Every object anywhere in a value that has all these names."""
    if isinstance(value, Mapping) and set(names) <= set(value):
        yield value
    for inner in value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ():
        yield from objects(inner, *names)


def pilot_metrics(a: Mapping) -> Checks:
    extra = [name for name in surplus(a, PILOT | {"schema_version": I}, "") if name]
    yield f"no extra fields: {' '.join(extra)}", not extra
    yield "a node's id", bool(NODE_ID.fullmatch(normal(a["node"]["node_id"])))
    yield "a commit of 7 hexadecimal digits at least", bool(re.fullmatch("[0-9a-f]{7,}", a["provenance"]["commit"]))


def node_health(a: Mapping) -> Checks:
    yield "the last cycle is ok", a["health"]["last_cycle_ok"]


def cohort_manifest(a: Mapping) -> Checks:
    nodes = a["nodes"]
    ids, states = [normal(node["node_id"]) for node in nodes], [node["onboarding_status"] for node in nodes]
    yield "a cohort's id of 3 characters at least", len(a["cohort_id"]) >= 3
    yield "ids that differ", len(set(ids)) == len(ids) and all(map(NODE_ID.fullmatch, ids))
    yield "pending, passed or failed", set(states) <= {"pending", "passed", "failed"}
    yield "cores and memory", all(node["cpu_cores"] > 0 and node["memory_gb"] > 0 for node in nodes)
    yield "a failure has its reason", all(node.get("failure_reason") for node in nodes if node["onboarding_status"] == "failed")
    yield "a verdict has its moment", all(node.get("onboarding_checked_utc") for node in nodes if node["onboarding_status"] != "pending")
    yield "5 nodes, 5 of them passed", len(nodes) >= 5 and states.count("passed") >= 5


def cohort_metrics(a: Mapping) -> Checks:
    cohort, nodes = a["cohort"], a["nodes"]
    yield "every node counted", cohort["node_count"] == len(nodes) == len(cohort["node_ids"]) == len(set(map(normal, cohort["node_ids"])))
    yield "every source counted", a["provenance"]["source_count"] == len(cohort["sources"])
    yield "a commit of 7 hexadecimal digits at least", bool(re.fullmatch("[0-9a-f]{7,}", a["provenance"]["commit"]))
    for name, fields in BLOCKS.items():
        for field in (field for field, kind in fields.items() if kind != B):
            figures = {figure: a["summary"][name][f"{field}_{figure}"] for figure in FIGURES}
            yield f"{name}.{field} in order", figures["min"] - 1e-9 <= figures["mean"] <= figures["max"] + 1e-9
            due = {figure: follows([node[name][field] for node in nodes]) for figure, follows in FIGURES.items()}
            yield f"{name}.{field} follows", name == "health" or all(is_near(figures[figure], due[figure]) for figure in FIGURES)


def node_profile(a: Mapping) -> Checks:
    yield "a node's id", bool(NODE_ID.fullmatch(normal(a["node_id"])))
    yield "cores and memory", a["cpu_cores"] > 0 and a["memory_gb"] > 0


def onboarding(a: Mapping) -> Checks:
    nodes, passed = a["node_count"], a["passed_count"]
    yield "passed, failed and pending are all", nodes == passed + a["failed_count"] + a["pending_count"]
    yield "startup rate", is_near(a["startup_rate"], passed / nodes if nodes else 0)
    yield "failure rate", is_near(a["failure_rate"], a["failed_count"] / nodes if nodes else 0)
    yield (
        "no more that is distinct than nodes",
        max(a[f"distinct_{name}"] for name in ("regions", "hardware_tiers", "network_tiers")) <= nodes,
    )


def colour(uptime: float, ok: float, open_issues: int) -> str:
    if uptime < 0.85 or ok < 0.70:
        return "red"
    return "green" if uptime >= 0.95 and ok >= 0.90 and not open_issues else "yellow"


COHORT_RULES: dict[str, Callable[[Mapping], Checks]] = {
    "pilot_metrics.json": pilot_metrics,
    "node_health": node_health,
    "cohort_manifest.json": cohort_manifest,
    "pilot_cohort_metrics.json": cohort_metrics,
    "node_profile": node_profile,
    "onboarding": onboarding,
}
