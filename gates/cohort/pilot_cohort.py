"""`pilot_cohort_metrics.json`: the figures of a cohort, from the pilot metrics of its nodes."""

import statistics
from collections.abc import Collection, Mapping, Sequence
from typing import Annotated

from pydantic import Field, JsonValue

from gates.artifacts.fields import Artifact, Count, PositiveCount, Text, Version1
from gates.cohort.node_ids import NodeId
from gates.cohort.pilot_metrics import CommitId, PilotMetrics
from gates.params.limits.cohort import PILOT_COHORT_FLOORS, PilotCohortLimits
from gates.verdicts.judge import Judge
from gates.verdicts.judgement import Judgement
from gates.verdicts.lookup import finite_number
from gates.verdicts.verdict import Verdict

SCHEMA_VERSION = 1
BLOCKS = ("health", "quality", "accessibility", "decentralization", "communication", "status")


class CohortNodes(Artifact):
    """Which nodes, from which files, and which of them had handed nothing in for too long: these count as down."""

    node_count: Count
    node_ids: tuple[NodeId, ...]
    sources: tuple[Text, ...]
    silent_node_ids: tuple[NodeId, ...] = ()


class CohortProvenance(Artifact):
    """Where the figures came from."""

    repo: Text
    commit: CommitId
    source_count: PositiveCount


class CohortMetrics(Artifact):
    """The file as a whole: the nodes' metrics as they were handed in, and by block and name what they amount to."""

    schema_version: Version1
    cohort: CohortNodes
    nodes: Annotated[tuple[PilotMetrics, ...], Field(min_length=1)]
    summary: dict[str, dict[str, float]]
    provenance: CohortProvenance


def summarise_cohort(nodes: Sequence[PilotMetrics], silent: Collection[str] = ()) -> dict[str, dict[str, float]]:
    """By block: `X_mean`, `X_min` and `X_max` of every number X, `X_ratio` of every truth value; who is silent was not up, nor is its cycle well."""
    heard = [_down(node) if node.node.node_id in silent else node for node in nodes]
    return {block: _block_summary([getattr(node, block).model_dump() for node in heard]) for block in BLOCKS}


def _down(node: PilotMetrics) -> PilotMetrics:
    return node.model_copy(update={"health": node.health.model_copy(update={"last_cycle_ok": False, "uptime_ratio_24h": 0.0})})


def _block_summary(rows: Sequence[Mapping[str, float | bool]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name in rows[0] if rows else ():
        values = [row[name] for row in rows]
        if isinstance(values[0], bool):
            found[f"{name.removesuffix('_ratio')}_ratio"] = statistics.fmean(values)
        else:
            found |= {f"{name}_mean": statistics.fmean(values), f"{name}_min": min(values), f"{name}_max": max(values)}
    return found


def judge_pilot_cohort(artifact: Mapping[str, JsonValue], limits: PilotCohortLimits) -> Verdict:
    """The verdict on `pilot_cohort_metrics.json` as plain JSON; its summary follows from its nodes."""
    judge = Judge("pilot_cohort", artifact)
    judge.equals("schema_version", SCHEMA_VERSION)
    judge.consistent("cohort.node_count", judge.count("nodes"))
    ids = [judge.value(f"nodes[{index}].node.node_id") for index in range(judge.count("nodes"))]
    if list(judge.items("cohort.node_ids")) != ids:
        judge.fail("cohort.node_ids", "not the ids of the nodes, in their order", "==", None)
    judge.consistent("provenance.source_count", judge.count("cohort.sources"))
    judge.hold(
        ("cohort.node_count", ">=", limits.min_node_count),
        ("summary.health.uptime_ratio_24h_mean", ">=", limits.min_uptime_ratio_mean),
        ("summary.health.last_cycle_ok_ratio", ">=", limits.min_last_cycle_ok_ratio),
    )
    judge.model(CohortMetrics)
    if judge.verdict().ok:
        _judge_summary(judge)
    return judge.verdict()


def _judge_summary(judge: Judge) -> None:
    """Every figure of the summary is there and follows from the nodes, which are known to follow their schema."""
    nodes = [PilotMetrics.model_validate(node) for node in judge.items("nodes")]
    silent = {str(name) for name in judge.items("cohort.silent_node_ids")}
    if not silent <= {node.node.node_id for node in nodes}:
        judge.fail("cohort.silent_node_ids", "not all are ids of the nodes", "==", None)
    for block, figures in summarise_cohort(nodes, silent).items():
        for name, figure in figures.items():
            path = f"summary.{block}.{name}"
            if finite_number(judge.value(path)) is None:
                judge.fail(path, "missing", "==", figure)
            judge.consistent(path, figure)


PILOT_COHORT_JUDGEMENT = Judgement("Pilot cohort summary", SCHEMA_VERSION, PILOT_COHORT_FLOORS, judge_pilot_cohort)
