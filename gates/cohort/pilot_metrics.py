"""`pilot_metrics.json`: what one volunteer's node measured in its last cycle."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, JsonValue

from gates.artifacts.fields import LARGEST_INTEGER, ClosedArtifact, Count, Difference, Fraction, NonNegative, Percent, Text, Version1
from gates.cohort.node_ids import NodeId
from gates.params.limits.cohort import PILOT_METRICS_FLOORS, PilotMetricsLimits
from gates.verdicts.judge import Judge
from gates.verdicts.judgement import Judgement
from gates.verdicts.verdict import Verdict

SCHEMA_VERSION = 1

Seconds = Annotated[NonNegative, Field(le=LARGEST_INTEGER)]
Saving = Annotated[Percent, Field(ge=-LARGEST_INTEGER)]
"""Bounded like the counts, so that the sum over a cohort is finite whatever one node says."""
CommitId = Annotated[str, Field(pattern=r"^[0-9a-f]{7,64}$")]


class PilotNode(ClosedArtifact):
    """The node."""

    node_id: NodeId
    mode: Text
    python_version: Text
    platform: Text


class PilotHealth(ClosedArtifact):
    """How it runs; the uptime is that of the last 24 hours."""

    last_cycle_ok: bool
    cycle_duration_sec: Seconds
    step_count: Count
    uptime_ratio_24h: Fraction


class PilotQuality(ClosedArtifact):
    """How well its models do."""

    classification_accuracy: Fraction
    classification_macro_f1: Fraction
    utility_fedavg_int8_accuracy: Fraction
    utility_fedavg_int8_macro_f1: Fraction


class PilotAccessibility(ClosedArtifact):
    """What it needs."""

    benchmark_total_runtime_sec: Seconds
    max_peak_rss_bytes: Count
    max_peak_heap_bytes: Count


class PilotDecentralization(ClosedArtifact):
    """How evenly clients contribute."""

    baseline_int8_jain_index: Fraction
    utility_int8_jain_gain: Difference


class PilotCommunication(ClosedArtifact):
    """What cheap updates save."""

    baseline_int8_reduction_percent: Saving
    utility_int8_savings_percent: Saving


class PilotStatus(ClosedArtifact):
    """What is still open."""

    collected: bool
    open_milestones: Count
    open_issues: Count


class PilotProvenance(ClosedArtifact):
    """Where the code came from."""

    repo: Text
    commit: CommitId
    decision_log: Text
    provenance_template: Text


class PilotMetrics(ClosedArtifact):
    """The file as a whole; no field beside these."""

    schema_version: Version1
    node: PilotNode
    health: PilotHealth
    quality: PilotQuality
    accessibility: PilotAccessibility
    decentralization: PilotDecentralization
    communication: PilotCommunication
    status: PilotStatus
    provenance: PilotProvenance


def judge_pilot_metrics(artifact: Mapping[str, JsonValue], limits: PilotMetricsLimits) -> Verdict:
    """The verdict on `pilot_metrics.json` as plain JSON: it is whole, and says what is open."""
    judge = Judge("pilot_metrics", artifact)
    judge.equals("schema_version", SCHEMA_VERSION)
    if limits.require_status_collected:
        judge.equals("status.collected", True)
    for block in ("health", "quality", "accessibility", "decentralization", "communication", "status"):
        for name in judge.names(block):
            judge.report(f"{block}.{name}", judge.plain(f"{block}.{name}"))
    judge.model(PilotMetrics)
    return judge.verdict()


PILOT_METRICS_JUDGEMENT = Judgement("Pilot metrics summary", SCHEMA_VERSION, PILOT_METRICS_FLOORS, judge_pilot_metrics)
