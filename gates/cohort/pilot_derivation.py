"""Pilot metrics as they follow from a node's artifacts, their evidence and its state: what the volunteer packs, and the maintainer recomputes."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pydantic import JsonValue, ValidationError

from gates.catalogue import Profile
from gates.cohort.errors import PilotMetricsInconsistentError, PilotMetricsInvalidError
from gates.cohort.node_state import NodeState, uptime_ratio_24h
from gates.cohort.pilot_metrics import SCHEMA_VERSION, PilotMetrics
from gates.goals import GOALS
from gates.judges import JUDGEMENTS, floors_of, judge_artifact
from gates.statement import RunRecord
from gates.verdicts.lookup import ABSENT, finite_number, lookup
from gates.verdicts.schema import schema_failures
from gates.verdicts.verdict import Verdict

FIGURES: Mapping[str, tuple[str, str]] = {
    "health.last_cycle_ok": ("smoke", "ok"),
    "health.cycle_duration_sec": ("smoke", "total_duration_sec"),
    "quality.classification_accuracy": ("classification", "metrics.accuracy"),
    "quality.classification_macro_f1": ("classification", "metrics.macro_f1"),
    "quality.utility_fedavg_int8_accuracy": ("adapter", "methods.fedavg_int8.accuracy_mean"),
    "quality.utility_fedavg_int8_macro_f1": ("adapter", "methods.fedavg_int8.macro_f1_mean"),
    "accessibility.benchmark_total_runtime_sec": ("benchmark", "summary.total_runtime_sec"),
    "accessibility.max_peak_rss_bytes": ("benchmark", "summary.max_peak_rss_bytes"),
    "accessibility.max_peak_heap_bytes": ("benchmark", "summary.max_peak_heap_bytes"),
    "decentralization.baseline_int8_jain_index": ("fairness", "methods.fedavg_int8.fairness.contribution_jain_index_mean"),
    "communication.baseline_int8_reduction_percent": ("baseline", "communication_reduction_percent"),
    "communication.utility_int8_savings_percent": ("adapter", "communication_savings_percent.int8_vs_fp32_percent"),
}
"""The pilot metrics that stand in an artifact: metric → gate, path."""

NEEDED_GATES = frozenset({"smoke", "baseline", "classification", "adapter", "benchmark", "fairness", "utility_fairness"})
"""The gates without whose artifacts there are no pilot metrics."""

DECISION_LOG, TEMPLATE = "docs/decisions", "reports/weekly_provenance.json"
_JAIN = "methods.fedavg_{}.fairness.contribution_jain_index_mean"


@dataclass(frozen=True)
class NodeWork:
    """What a node has to show: its artifacts by gate, the run of each as its evidence tells, and its state."""

    artifacts: Mapping[str, Mapping[str, JsonValue]]
    runs: Mapping[str, RunRecord]
    state: NodeState

    @property
    def profile(self) -> Profile:
        """The profile of its cycle."""
        return self.runs["smoke"].profile

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        """The verdict on every artifact under the contract's floors, by gate: a volunteer's machine need not be as good as ours."""
        found = self.artifacts.items()
        return {gate: judge_artifact(gate, artifact, floors_of(gate, self.profile)) for gate, artifact in found if gate in JUDGEMENTS}


def derive_pilot_metrics(work: NodeWork, repo: str) -> PilotMetrics:
    """The pilot metrics of a node; each gate of `NEEDED_GATES` is there.

    Errors: PilotMetricsInvalidError (gates.bundle.metrics) where an artifact lacks a figure.
    """
    run, verdicts = work.runs["smoke"], work.verdicts
    fields: dict[str, dict[str, JsonValue]] = {
        "node": {
            "node_id": work.state.node_id,
            "mode": run.profile,
            "python_version": run.machine.python,
            "platform": run.machine.platform,
        },
        "health": {"step_count": _length(work.artifacts["smoke"], "steps"), "uptime_ratio_24h": uptime_ratio_24h(work.state)},
        "quality": {},
        "accessibility": {},
        "decentralization": {"utility_int8_jain_gain": _least_gain(work.artifacts["utility_fairness"])},
        "communication": {},
        "status": {
            "collected": True,
            "open_milestones": sum(any(part.gate not in _passed(verdicts) for part in goal.sub_goals) for goal in GOALS),
            "open_issues": sum(not verdict.ok for verdict in verdicts.values()),
        },
        "provenance": {"repo": repo, "commit": run.git_commit, "decision_log": DECISION_LOG, "provenance_template": TEMPLATE},
    }
    for metric, (gate, path) in FIGURES.items():
        block, name = metric.split(".")
        fields[block][name] = _plain(lookup(work.artifacts[gate], path))
    return read_pilot_metrics({"schema_version": SCHEMA_VERSION, **fields})


def read_pilot_metrics(content: Mapping[str, JsonValue]) -> PilotMetrics:
    """Pilot metrics as plain JSON, whole and finite.

    Errors: PilotMetricsInvalidError (gates.bundle.metrics), which names the first figure at fault.
    """
    failures = schema_failures(PilotMetrics, content)
    if failures:
        metric, reason = next(iter(failures.items()))
        raise PilotMetricsInvalidError(f"{metric}: {reason}", metric=metric[:128], num_faults=len(failures))
    try:
        return PilotMetrics.model_validate_json(json.dumps(content), strict=True)
    except ValidationError as error:
        raise PilotMetricsInvalidError(str(error)) from error


def check_follows(stated: PilotMetrics, work: NodeWork) -> None:
    """Return when the stated metrics are those that follow from the node's work.

    Errors: PilotMetricsInconsistentError (gates.bundle.inconsistent), which names the first metric that does not, and those of
    `derive_pilot_metrics`.
    """
    derived = derive_pilot_metrics(work, stated.provenance.repo)
    for metric, said, found in _differences(stated.model_dump(), derived.model_dump(), ""):
        raise PilotMetricsInconsistentError(f"{metric} does not follow from the artifacts", metric=metric, stated=said, found=found)


def _passed(verdicts: Mapping[str, Verdict]) -> set[str]:
    return {gate for gate, verdict in verdicts.items() if verdict.ok}


def _differences(stated: Mapping[str, JsonValue], found: Mapping[str, JsonValue], path: str) -> Iterator[tuple[str, JsonValue, JsonValue]]:
    for name, value in found.items():
        said, here = stated.get(name), f"{path}.{name}".removeprefix(".")
        if isinstance(value, dict) and isinstance(said, dict):
            yield from _differences(said, value, here)
        elif not _is_same(said, value):
            yield here, said, value


def _is_same(said: JsonValue, found: JsonValue) -> bool:
    if isinstance(said, float) and isinstance(found, float):
        return math.isclose(said, found, rel_tol=1e-9, abs_tol=1e-12)
    return said == found


def _length(artifact: Mapping[str, JsonValue], path: str) -> int | None:
    found = lookup(artifact, path)
    return len(found) if isinstance(found, list) else None


def _least_gain(artifact: Mapping[str, JsonValue]) -> float | None:
    """The least that int8 gains over fp32 in any scenario."""
    scenarios = lookup(artifact, "scenarios")
    gains: list[float] = []
    for scenario in scenarios if isinstance(scenarios, list) else []:
        pair = [finite_number(lookup(scenario, _JAIN.format(codec))) for codec in ("int8", "fp32")]
        if pair[0] is None or pair[1] is None:
            return None
        gains.append(pair[0] - pair[1])
    return min(gains, default=None)


def _plain(value: object) -> JsonValue:
    return None if value is ABSENT else value  # pyright: ignore[reportReturnType]
