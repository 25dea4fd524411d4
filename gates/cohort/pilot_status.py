"""The pilot's status: green, yellow or red, of every node and of the cohort, from the last bundle of each."""

import statistics
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from core.units import format_utc
from gates.artifacts.fields import Artifact, Count, Fraction, PositiveCount, Text, Utc, Version1
from gates.cohort.cohort_manifest import OnboardingSummary, summarise_onboarding
from gates.cohort.cohort_records import manifest_node
from gates.cohort.ledger import Receipt

SCHEMA_VERSION = 1
GREEN_UPTIME, GREEN_OK_RATIO = 0.95, 0.90
RED_UPTIME, RED_OK_RATIO = 0.85, 0.70

Colour = Literal["green", "yellow", "red"]


class PilotHealth(Artifact):
    """What a colour follows from."""

    colour: Colour
    uptime_ratio_mean: Fraction
    last_cycle_ok_ratio: Fraction
    open_issues: Count


class PilotNodeStatus(Artifact):
    """One node, as its last bundle has it."""

    node_id: Text
    region: Text
    hardware_tier: Text
    network_tier: Text
    onboarding_status: Literal["passed", "failed"]
    failure_reason: str
    sequence: PositiveCount
    bundle_utc: Utc
    health: PilotHealth


class PilotStatus(Artifact):
    """The file as a whole. `refused` counts what was refused, by code; a rehearsal is no pilot, and opens no milestone."""

    schema_version: Version1
    generated_utc: Utc
    rehearsal: bool
    health: PilotHealth
    onboarding: OnboardingSummary
    nodes: tuple[PilotNodeStatus, ...]
    regions: dict[str, PilotHealth]
    hardware_tiers: dict[str, PilotHealth]
    network_tiers: dict[str, PilotHealth]
    refused: dict[str, Count]


def pilot_status(latest: Sequence[Receipt], refused: Mapping[str, int], *, now: datetime) -> PilotStatus:
    """The status of a cohort from the last receipt of every node; without a node it is red."""
    return PilotStatus(
        schema_version=SCHEMA_VERSION,
        generated_utc=format_utc(now),
        rehearsal=any(receipt.rehearsal for receipt in latest),
        health=health_of(latest),
        onboarding=summarise_onboarding([manifest_node(receipt) for receipt in latest]),
        nodes=tuple(_node_status(receipt) for receipt in latest),
        regions=_by("region", latest),
        hardware_tiers=_by("hardware_tier", latest),
        network_tiers=_by("network_tier", latest),
        refused=dict(refused),
    )


def health_of(receipts: Sequence[Receipt]) -> PilotHealth:
    """The health of these nodes as one: means over them, and all that is open."""
    uptime = statistics.fmean(receipt.metrics.health.uptime_ratio_24h for receipt in receipts) if receipts else 0.0
    ok_ratio = statistics.fmean(receipt.metrics.health.last_cycle_ok for receipt in receipts) if receipts else 0.0
    open_issues = sum(receipt.metrics.status.open_issues for receipt in receipts)
    return PilotHealth(
        colour=colour_of(uptime, ok_ratio, open_issues), uptime_ratio_mean=uptime, last_cycle_ok_ratio=ok_ratio, open_issues=open_issues
    )


def colour_of(uptime_ratio: float, ok_ratio: float, open_issues: int) -> Colour:
    """Green where all is well, red where much is not, else yellow."""
    if uptime_ratio < RED_UPTIME or ok_ratio < RED_OK_RATIO:
        return "red"
    return "green" if uptime_ratio >= GREEN_UPTIME and ok_ratio >= GREEN_OK_RATIO and not open_issues else "yellow"


def _node_status(receipt: Receipt) -> PilotNodeStatus:
    return PilotNodeStatus(
        **receipt.profile.model_dump(include={"node_id", "region", "hardware_tier", "network_tier"}),
        onboarding_status=receipt.status,
        failure_reason=receipt.failure_reason,
        sequence=receipt.sequence,
        bundle_utc=receipt.created_utc,
        health=health_of([receipt]),
    )


def _by(name: str, receipts: Sequence[Receipt]) -> dict[str, PilotHealth]:
    groups: dict[str, list[Receipt]] = {}
    for receipt in receipts:
        groups.setdefault(str(getattr(receipt.profile, name)), []).append(receipt)
    return {group: health_of(members) for group, members in sorted(groups.items())}
