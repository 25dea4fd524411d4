"""The pilot's status: green, yellow or red, of every node and of the cohort, from the last bundle of each.

A node that hands nothing in is silent after a time, and counts as one that is down; a node whose invitation was taken back counts for nothing.
"""

import statistics
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal

from pydantic import Field

from core.units import format_utc
from gates.artifacts.fields import Artifact, Count, Fraction, PositiveCount, Text, Utc, Version1
from gates.cohort.cohort_manifest import OnboardingSummary, summarise_onboarding
from gates.cohort.cohort_records import REVOKED, manifest_node
from gates.cohort.ledger import Receipt

SCHEMA_VERSION = 1
GREEN_UPTIME, GREEN_OK_RATIO = 0.95, 0.90
RED_UPTIME, RED_OK_RATIO = 0.85, 0.70

SILENT_AFTER = timedelta(hours=36)
"""A day, and time for the bundle to be on its way."""

NONE: Mapping[str, int] = MappingProxyType({})

Colour = Literal["green", "yellow", "red"]
Standing = Literal["active", "silent", "revoked"]


class PilotHealth(Artifact):
    """What a colour follows from."""

    colour: Colour
    uptime_ratio_mean: Fraction
    last_cycle_ok_ratio: Fraction
    open_issues: Count


class PilotGroup(PilotHealth):
    """The health of a group of nodes, and how many of them have passed and failed."""

    passed: Count
    failed: Count


class PilotNodeStatus(Artifact):
    """One node, as its last bundle has it; silent or revoked it is red, whatever that says."""

    node_id: Text
    region: Text
    hardware_tier: Text
    network_tier: Text
    standing: Standing = "active"
    onboarding_status: Literal["passed", "failed"]
    failure_reason: str
    sequence: PositiveCount
    bundle_utc: Utc
    health: PilotHealth


class RerunCounts(Artifact):
    """Of the bundles that were taken: how many had a gate run again, and of these how many figures were found again.

    For those of `unable` the draw had fallen, and the maintainer's own side could not run the gate: they are taken without.
    """

    bundles: Count
    rerun: Count
    same: Count
    unable: Count = 0


class PilotStatus(Artifact):
    """The file as a whole; a rehearsal is no pilot, and opens no milestone.

    `refused` counts what was refused in this cohort, by code; `refused_nowhere` what named no cohort of the maintainer's, or could not be read.
    """

    schema_version: Version1
    generated_utc: Utc
    rehearsal: bool
    health: PilotHealth
    onboarding: OnboardingSummary
    nodes: tuple[PilotNodeStatus, ...]
    regions: dict[str, PilotGroup]
    hardware_tiers: dict[str, PilotGroup]
    network_tiers: dict[str, PilotGroup]
    refused: dict[str, Count]
    refused_nowhere: dict[str, Count] = Field(default_factory=dict[str, Count])
    failed_because: dict[str, Count] = Field(default_factory=dict[str, Count])
    reruns: RerunCounts | None = None


@dataclass(frozen=True, slots=True)
class PilotClock:
    """When a status is given, after what time a node is silent, and whose invitation was taken back."""

    now: datetime
    silent_after: timedelta = SILENT_AFTER
    revoked: Collection[str] = ()

    def standing(self, receipt: Receipt) -> Standing:
        """How a node stands that handed this in last."""
        if receipt.node_id in self.revoked:
            return "revoked"
        return "silent" if self.now - datetime.fromisoformat(receipt.created_utc) > self.silent_after else "active"


def pilot_status(
    taken: Mapping[str, Sequence[Receipt]], refused: Mapping[str, int], clock: PilotClock, *, refused_nowhere: Mapping[str, int] = NONE
) -> PilotStatus:
    """The status of a cohort from what was taken, by node in order; without a node that counts it is red."""
    latest = [receipts[-1] for _, receipts in sorted(taken.items()) if receipts]
    standings: dict[str, Standing] = {receipt.node_id: clock.standing(receipt) for receipt in latest}
    every = [receipt for receipts in taken.values() for receipt in receipts]
    return PilotStatus(
        schema_version=SCHEMA_VERSION,
        generated_utc=format_utc(clock.now),
        rehearsal=any(receipt.rehearsal for receipt in latest),
        health=_health(latest, standings),
        onboarding=summarise_onboarding([manifest_node(one, is_revoked=one.node_id in clock.revoked) for one in latest]),
        nodes=tuple(_node_status(receipt, standings) for receipt in latest),
        regions=_by("region", latest, standings),
        hardware_tiers=_by("hardware_tier", latest, standings),
        network_tiers=_by("network_tier", latest, standings),
        refused=dict(refused),
        refused_nowhere=dict(refused_nowhere),
        failed_because=dict(sorted(Counter(_reasons(latest)).items())),
        reruns=rerun_counts(every),
    )


def health_of(receipts: Sequence[Receipt], silent: Sequence[Receipt] = ()) -> PilotHealth:
    """The health of these nodes as one, as their bundles have it: means over them and the silent ones, which count as down; all that is open."""
    return _health([*receipts, *silent], {one.node_id: "silent" for one in silent})


def colour_of(uptime_ratio: float, ok_ratio: float, open_issues: int) -> Colour:
    """Green where all is well, red where much is not, else yellow."""
    if uptime_ratio < RED_UPTIME or ok_ratio < RED_OK_RATIO:
        return "red"
    return "green" if uptime_ratio >= GREEN_UPTIME and ok_ratio >= GREEN_OK_RATIO and not open_issues else "yellow"


def rerun_counts(receipts: Sequence[Receipt]) -> RerunCounts:
    """How often a gate was run again for these bundles."""
    outcomes = [one.recheck.rerun.outcome for one in receipts if one.recheck is not None and one.recheck.rerun is not None]
    unable = outcomes.count("unable")
    return RerunCounts(bundles=len(receipts), rerun=len(outcomes) - unable, same=outcomes.count("same"), unable=unable)


def _health(receipts: Sequence[Receipt], standings: Mapping[str, Standing]) -> PilotHealth:
    counted = [receipt for receipt in receipts if standings.get(receipt.node_id) != "revoked"]
    heard = [standings.get(receipt.node_id) != "silent" for receipt in counted]
    uptimes = [receipt.metrics.health.uptime_ratio_24h * is_heard for receipt, is_heard in zip(counted, heard, strict=True)]
    cycles = [receipt.metrics.health.last_cycle_ok and is_heard for receipt, is_heard in zip(counted, heard, strict=True)]
    uptime, ok_ratio = statistics.fmean(uptimes) if counted else 0.0, statistics.fmean(cycles) if counted else 0.0
    open_issues = sum(receipt.metrics.status.open_issues for receipt in counted)
    return PilotHealth(
        colour=colour_of(uptime, ok_ratio, open_issues), uptime_ratio_mean=uptime, last_cycle_ok_ratio=ok_ratio, open_issues=open_issues
    )


def _node_status(receipt: Receipt, standings: Mapping[str, Standing]) -> PilotNodeStatus:
    standing = standings[receipt.node_id]
    return PilotNodeStatus(
        **receipt.profile.model_dump(include={"node_id", "region", "hardware_tier", "network_tier"}),
        standing=standing,
        onboarding_status="failed" if standing == "revoked" else receipt.status,
        failure_reason=REVOKED if standing == "revoked" else receipt.failure_reason,
        sequence=receipt.sequence,
        bundle_utc=receipt.created_utc,
        health=_health([receipt], standings),
    )


def _by(name: str, receipts: Sequence[Receipt], standings: Mapping[str, Standing]) -> dict[str, PilotGroup]:
    """The groups of the nodes that count."""
    groups: dict[str, list[Receipt]] = {}
    for receipt in receipts:
        if standings[receipt.node_id] != "revoked":
            groups.setdefault(str(getattr(receipt.profile, name)), []).append(receipt)
    return {group: _group(members, standings) for group, members in sorted(groups.items())}


def _group(members: Sequence[Receipt], standings: Mapping[str, Standing]) -> PilotGroup:
    passed = sum(receipt.status == "passed" for receipt in members)
    return PilotGroup(**_health(members, standings).model_dump(), passed=passed, failed=len(members) - passed)


def _reasons(latest: Sequence[Receipt]) -> Iterator[str]:
    """Why each node's last bundle failed, one word for each failure: `gate_failed.baseline`."""
    return (f"{failure.code}.{failure.gate}" for receipt in latest for failure in receipt.failures)
