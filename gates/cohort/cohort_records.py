"""The cohort's manifest and metrics as they follow from what was taken."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from core.units import format_utc
from gates.cohort.cohort_manifest import REHEARSAL_NOTE, SCHEMA_VERSION, CohortManifest, ManifestNode
from gates.cohort.ledger import Receipt
from gates.cohort.pilot_cohort import SCHEMA_VERSION as METRICS_VERSION
from gates.cohort.pilot_cohort import CohortMetrics, CohortNodes, CohortProvenance, summarise_cohort

REVOKED = "the invitation was taken back"


def metrics_path(receipt: Receipt) -> str:
    """Where a node's pilot metrics lie, from the folder of the manifest."""
    return f"cohort/{receipt.node_id}/pilot_metrics.json"


def manifest_node(receipt: Receipt, *, is_revoked: bool = False) -> ManifestNode:
    """A node as the manifest has it; one whose invitation was taken back has not passed, whatever it handed in."""
    return ManifestNode(
        **receipt.profile.model_dump(),
        onboarding_status="failed" if is_revoked else receipt.status,
        onboarding_checked_utc=receipt.accepted_utc,
        metrics_path=metrics_path(receipt),
        failure_reason=REVOKED if is_revoked else receipt.failure_reason,
    )


def cohort_manifest(latest: Sequence[Receipt], cohort_id: str, *, now: datetime, revoked: Collection[str] = ()) -> CohortManifest:
    """The manifest over the last receipt of every node; a rehearsal is marked as one."""
    return CohortManifest(
        schema_version=SCHEMA_VERSION,
        cohort_id=cohort_id,
        generated_utc=format_utc(now),
        notes=REHEARSAL_NOTE if any(receipt.rehearsal for receipt in latest) else "",
        nodes=tuple(manifest_node(receipt, is_revoked=receipt.node_id in revoked) for receipt in latest),
    )


def cohort_metrics(latest: Sequence[Receipt], provenance: Mapping[str, str], silent: Collection[str] = ()) -> CohortMetrics:
    """The metrics over the last receipt of every node, of which there is one; `provenance` is the maintainer's repo and commit.

    The nodes that are `silent` keep what they have handed in, and count as down.
    """
    nodes = [receipt.metrics for receipt in latest]
    return CohortMetrics(
        schema_version=METRICS_VERSION,
        cohort=CohortNodes(
            node_count=len(latest),
            node_ids=tuple(receipt.node_id for receipt in latest),
            sources=tuple(metrics_path(receipt) for receipt in latest),
            silent_node_ids=tuple(receipt.node_id for receipt in latest if receipt.node_id in silent),
        ),
        nodes=tuple(nodes),
        summary=summarise_cohort(nodes, silent),
        provenance=CohortProvenance(repo=provenance["repo"], commit=provenance["commit"], source_count=len(latest)),
    )
