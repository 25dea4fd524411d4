"""`cohort_manifest.json`: the nodes of a cohort, and how each came through onboarding."""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, JsonValue, ValidationError, model_validator

from gates.artifacts.fields import Artifact, Count, Fraction, Positive, PositiveCount, Text, Utc, Version1
from gates.artifacts.reading import read_artifact
from gates.cohort.node_ids import NodeId, normal_node_id
from gates.cohort.pilot_metrics import PilotMetrics
from gates.errors import ArtifactInvalidError
from gates.params.limits.cohort import COHORT_MANIFEST_FLOORS, CohortManifestLimits
from gates.verdicts.judge import Judge
from gates.verdicts.judgement import Judgement
from gates.verdicts.schema import schema_failures
from gates.verdicts.verdict import Comparison, Verdict

SCHEMA_VERSION = 1
UNKNOWN_REGION = "unknown"
REHEARSAL_NOTE = "rehearsal: nodes of the project's own machines, which count for no milestone"


class ManifestNode(Artifact):
    """One node; `metrics_path` is relative to the manifest's folder."""

    node_id: NodeId
    region: Text
    hardware_tier: Text
    cpu_cores: PositiveCount
    memory_gb: Positive
    network_tier: Text
    onboarding_status: Literal["pending", "passed", "failed"]
    onboarding_checked_utc: Utc | None
    metrics_path: Text
    failure_reason: str | None = None

    @model_validator(mode="after")
    def _failure_has_a_reason(self) -> Self:
        if self.onboarding_status == "failed" and not self.failure_reason:
            raise ValueError("a failed node has no failure_reason")
        return self


class CohortManifest(Artifact):
    """The manifest as a whole; no two nodes have ids that are equal in their normal form."""

    schema_version: Version1
    cohort_id: Annotated[str, Field(min_length=3)]
    generated_utc: Utc
    notes: str
    nodes: tuple[ManifestNode, ...]

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        ids = [normal_node_id(node.node_id) for node in self.nodes]
        repeated = sorted({name for name in ids if ids.count(name) > 1})
        if repeated:
            raise ValueError(f"nodes share an id: {', '.join(repeated)}")
        return self


class OnboardingSummary(Artifact):
    """The manifest in figures; what is distinct, and the unknown regions, are counted over the nodes that passed."""

    node_count: Count
    passed_count: Count
    failed_count: Count
    pending_count: Count
    startup_rate: Fraction
    failure_rate: Fraction
    distinct_regions: Count
    distinct_hardware_tiers: Count
    distinct_network_tiers: Count
    unknown_region_ratio: Fraction


def summarise_onboarding(nodes: Sequence[ManifestNode]) -> OnboardingSummary:
    """The summary of a manifest's nodes; the rates of no node are 0, and no node that passed has no known region."""
    passed = [node for node in nodes if node.onboarding_status == "passed"]
    num_failed = sum(node.onboarding_status == "failed" for node in nodes)
    regions = [node.region.strip().lower() for node in passed]
    return OnboardingSummary(
        node_count=len(nodes),
        passed_count=len(passed),
        failed_count=num_failed,
        pending_count=len(nodes) - len(passed) - num_failed,
        startup_rate=len(passed) / len(nodes) if nodes else 0.0,
        failure_rate=num_failed / len(nodes) if nodes else 0.0,
        distinct_regions=len(set(regions) - {UNKNOWN_REGION}),
        distinct_hardware_tiers=len({node.hardware_tier.strip().lower() for node in passed}),
        distinct_network_tiers=len({node.network_tier.strip().lower() for node in passed}),
        unknown_region_ratio=regions.count(UNKNOWN_REGION) / len(regions) if regions else 1.0,
    )


def judge_cohort_manifest(artifact: Mapping[str, JsonValue], limits: CohortManifestLimits) -> Verdict:
    """The verdict on `cohort_manifest.json` as plain JSON; the nodes' files are judged by `judge_metrics_files`."""
    judge = Judge("cohort_manifest", artifact)
    judge.equals("schema_version", SCHEMA_VERSION)
    try:
        nodes = CohortManifest.model_validate_json(json.dumps(artifact), strict=True).nodes
        figures = summarise_onboarding(nodes).model_dump()
    except (ValidationError, TypeError, ValueError):
        figures = {}
    rows: tuple[tuple[str, Comparison, float | None], ...] = (
        ("node_count", ">=", limits.min_nodes),
        ("passed_count", ">=", limits.min_passed),
        ("startup_rate", ">=", None),
        ("failure_rate", "<=", None),
        ("distinct_regions", ">=", limits.min_distinct_regions),
        ("distinct_hardware_tiers", ">=", limits.min_distinct_hardware_tiers),
        ("distinct_network_tiers", ">=", limits.min_distinct_network_tiers),
        ("unknown_region_ratio", "<=", limits.max_unknown_region_ratio),
    )
    for name, comparison, limit in rows:
        judge.derived(name, figures.get(name), comparison, limit)
    if limits.require_metrics_files and limits.refuse_rehearsal and judge.value("notes") == REHEARSAL_NOTE:
        judge.fail("notes", "a rehearsal is no cohort of volunteers", "==", None)
    judge.model(CohortManifest)
    return judge.verdict()


def metrics_json(raw: bytes) -> JsonValue:
    """A node's file as `judge_metrics_files` takes it: its JSON object, or text that says why it is none."""
    try:
        return read_artifact(raw)
    except ArtifactInvalidError as error:
        return error.message


def judge_metrics_files(artifact: Mapping[str, JsonValue], files: Mapping[str, JsonValue], *, are_required: bool) -> Verdict:
    """The verdict on the nodes' pilot metrics: `files` holds the JSON that lies at each `metrics_path`, and lacks what cannot be read.

    A file that is there is of its node and follows its schema; where they are required, every node that passed has one.
    """
    judge = Judge("cohort_manifest", artifact)
    for index in range(judge.count("nodes")):
        path, node_id = (judge.value(f"nodes[{index}].{name}") for name in ("metrics_path", "node_id"))
        content = files.get(str(path))
        metric = f"nodes[{index}].metrics_path"
        if isinstance(content, dict):
            faults = [f"{name}: {reason}" for name, reason in schema_failures(PilotMetrics, content).items()]
            if not faults and normal_node_id(PilotMetrics.model_validate_json(json.dumps(content)).node.node_id) != _normal(node_id):
                faults = [f"the metrics are of another node than {node_id}"]
            judge.add(metric, str(path), "==", None, reason="; ".join(faults))
        elif content is not None or (are_required and judge.value(f"nodes[{index}].onboarding_status") == "passed"):
            judge.fail(metric, "missing, or no JSON object that can be read", "==", None, str(path))
    return judge.verdict()


def _normal(node_id: object) -> str | None:
    try:
        return normal_node_id(str(node_id))
    except ValueError:
        return None


COHORT_MANIFEST_JUDGEMENT = Judgement("Cohort manifest summary", SCHEMA_VERSION, COHORT_MANIFEST_FLOORS, judge_cohort_manifest)
