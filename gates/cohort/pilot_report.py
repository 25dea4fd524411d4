"""The 14-day report: what a cohort came to day by day, at its checkpoints, and which incidents there were."""

import statistics
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

from core.units import format_utc
from gates.artifacts.fields import Artifact, Count, Fraction, PositiveCount, Text, Utc, Version1
from gates.cohort.ledger import Receipt
from gates.cohort.pilot_status import Colour, PilotClock, PilotHealth, health_of
from gates.cohort.refusals import Refusal, by_day

SCHEMA_VERSION = 1
NUM_DAYS = 14
CHECKPOINTS = (1, 3, 7, 10, 14)
RED_UPTIME = 0.90

Severity = Literal["SEV-1", "SEV-2", "SEV-3"]
Trouble = tuple[Severity, str, str]
"""How grave, of which kind where one severity has several, and what."""
UNFOUND: Trouble = ("SEV-1", "rerun", "a figure was not found again")
TIMES_H: Mapping[Severity, tuple[float, float]] = {"SEV-1": (0.25, 1), "SEV-2": (4, 24)}
"""Within how many hours an incident is acknowledged and mitigated."""
SEV_3_DAYS = 2
"""Business days within which one of the last severity is acknowledged and mitigated."""
SATURDAY = 5


class PilotDay(Artifact):
    """One day from the first bundle on, with the last bundle of every node of that day; who was silent at its end counts as down."""

    day: PositiveCount
    date_utc: Text
    num_bundles: Count
    passed_nodes: tuple[Text, ...]
    failed_nodes: tuple[Text, ...]
    silent_nodes: tuple[Text, ...] = ()
    health: PilotHealth


class PilotCheckpoint(Artifact):
    """A day at which a maintainer looks: whether it has come, and how the days up to it were."""

    day: PositiveCount
    is_reached: bool
    num_days_with_bundles: Count
    uptime_ratio_mean: Fraction | None
    worst: Colour | None


class PilotRefusals(Artifact):
    """What was refused on one day, by code."""

    day: PositiveCount
    refused: dict[str, Count]


class PilotIncident(Artifact):
    """Something that a node's bundles tell of, from the first that does to the first that no longer does; times of action are due, not done."""

    id: Text
    severity: Severity
    node_id: Text
    what: Text
    opened_utc: Utc
    closed_utc: Utc | None
    acknowledge_by_utc: Utc
    mitigate_by_utc: Utc


class PilotReport(Artifact):
    """The file as a whole: red where the mean uptime is low, yellow while days are missing or incidents are open."""

    schema_version: Version1
    generated_utc: Utc
    rehearsal: bool
    begin_utc: Utc | None
    colour: Colour
    num_days: Count
    uptime_ratio_mean: Fraction
    open_incidents: Count
    days: tuple[PilotDay, ...]
    checkpoints: tuple[PilotCheckpoint, ...]
    incidents: tuple[PilotIncident, ...]
    refusals: tuple[PilotRefusals, ...] = ()


def pilot_report(taken: Mapping[str, Sequence[Receipt]], clock: PilotClock, refusals: Sequence[Refusal] = ()) -> PilotReport:
    """The report over all that was taken, by node in order, and all that was refused."""
    now = clock.now
    receipts = sorted((receipt for node in taken.values() for receipt in node), key=lambda one: (one.created_utc, one.node_id))
    begin = _moment(receipts[0]) if receipts else None
    days = tuple(_days(receipts, clock))
    incidents = tuple(incident for node in taken.values() for incident in _incidents(node, begin, clock))
    mean = statistics.fmean(day.health.uptime_ratio_mean for day in days) if days else 0.0
    num_open = sum(incident.closed_utc is None for incident in incidents)
    return PilotReport(
        schema_version=SCHEMA_VERSION,
        generated_utc=format_utc(now),
        rehearsal=any(receipt.rehearsal for receipt in receipts),
        begin_utc=None if begin is None else format_utc(begin),
        colour="red" if mean < RED_UPTIME else "yellow" if len(days) < NUM_DAYS or num_open else "green",
        num_days=len(days),
        uptime_ratio_mean=mean,
        open_incidents=num_open,
        days=days,
        checkpoints=tuple(_checkpoint(number, days, begin, now) for number in CHECKPOINTS),
        incidents=tuple(sorted(incidents, key=lambda one: (one.opened_utc, one.id))),
        refusals=tuple(PilotRefusals(day=day, refused=codes) for day, codes in by_day(refusals, begin or now, NUM_DAYS).items()),
    )


def day_of(receipt: Receipt, begin: datetime) -> int:
    """The number of the day, from 1, on which a bundle was packed."""
    return (_moment(receipt).date() - begin.date()).days + 1


def _days(receipts: Sequence[Receipt], clock: PilotClock) -> Iterator[PilotDay]:
    """The days of the pilot on which there were bundles; what came after the last day is told by the status alone."""
    by_day: dict[int, list[Receipt]] = {}
    for receipt in receipts:
        by_day.setdefault(day_of(receipt, _moment(receipts[0])), []).append(receipt)
    for number, found in sorted(by_day.items()):
        if number <= NUM_DAYS:
            last = {receipt.node_id: receipt for receipt in found}
            silent = [one for one in _silent_at_end(receipts, number, clock) if one.node_id not in last]
            yield PilotDay(
                day=number,
                date_utc=found[0].created_utc[:10],
                num_bundles=len(found),
                passed_nodes=tuple(sorted(name for name, receipt in last.items() if receipt.status == "passed")),
                failed_nodes=tuple(sorted(name for name, receipt in last.items() if receipt.status == "failed")),
                silent_nodes=tuple(sorted(receipt.node_id for receipt in silent)),
                health=health_of(list(last.values()), silent),
            )


def _silent_at_end(receipts: Sequence[Receipt], number: int, clock: PilotClock) -> list[Receipt]:
    """The last bundle of each node that had fallen silent so many days after the first bundle, or by now; who has yet to join is no part of it."""
    end = min(clock.now, _moment(receipts[0]) + timedelta(days=number))
    last = {receipt.node_id: receipt for receipt in receipts if _moment(receipt) < end and receipt.node_id not in clock.revoked}
    return [receipt for receipt in last.values() if end - _moment(receipt) > clock.silent_after]


def _checkpoint(number: int, days: Sequence[PilotDay], begin: datetime | None, now: datetime) -> PilotCheckpoint:
    past = [day for day in days if day.day <= number]
    colours = [day.health.colour for day in past]
    worst: Colour | None = next((colour for colour in ("red", "yellow", "green") if colour in colours), None)
    return PilotCheckpoint(
        day=number,
        is_reached=begin is not None and (now.date() - begin.date()).days + 1 >= number,
        num_days_with_bundles=len(past),
        uptime_ratio_mean=statistics.fmean(day.health.uptime_ratio_mean for day in past) if past else None,
        worst=worst,
    )


def due(severity: Severity, opened: datetime) -> tuple[datetime, datetime]:
    """By when an incident is acknowledged, and by when it is mitigated."""
    if severity in TIMES_H:
        acknowledge_h, mitigate_h = TIMES_H[severity]
        return opened + timedelta(hours=acknowledge_h), opened + timedelta(hours=mitigate_h)
    moment, left = opened, SEV_3_DAYS
    while left:
        moment += timedelta(days=1)
        left -= moment.weekday() < SATURDAY
    return moment, moment


def _incidents(receipts: Sequence[Receipt], begin: datetime | None, clock: PilotClock) -> Iterator[PilotIncident]:
    """The incidents of one node, each over the bundles in a row that tell of it; in between, and behind the last, it may be silent.

    A figure that was not found again is no matter of the past because the draw passes over the next bundle: only a rerun ends that.
    """
    opened: dict[Trouble, Receipt] = {}
    for receipt in receipts:
        found = dict.fromkeys(_troubles(receipt))
        for trouble in [trouble for trouble in opened if trouble not in found and _is_over(trouble, receipt)]:
            yield _incident(trouble, opened.pop(trouble), receipt)
        for trouble in found:
            opened.setdefault(trouble, receipt)
    if not receipts or receipts[-1].node_id not in clock.revoked:
        yield from (_incident(trouble, receipt, None) for trouble, receipt in opened.items())
        yield from _silences(receipts, begin, clock)


def _silences(receipts: Sequence[Receipt], begin: datetime | None, clock: PilotClock) -> Iterator[PilotIncident]:
    """The times within the pilot's days in which a node handed nothing in for too long."""
    end = min(clock.now, begin + timedelta(days=NUM_DAYS)) if begin else clock.now
    for receipt, after in pairwise([*receipts, None]):
        silent = _moment(receipt) + clock.silent_after if receipt else end
        if receipt and silent < (_moment(after) if after else end):
            yield _incident(("SEV-2", "silent", "handed nothing in for too long"), receipt, after, at=silent)


def _troubles(receipt: Receipt) -> Iterator[Trouble]:
    """A cycle that failed keeps a node from everything; a gate that failed, from passing; little uptime, from being relied on."""
    if not receipt.metrics.health.last_cycle_ok:
        yield "SEV-1", "", "the cycle failed"
    elif any(failure.code != "gate_failed" for failure in receipt.failures):
        yield UNFOUND
    elif receipt.status == "failed":
        yield "SEV-2", "", "a gate did not pass"
    if receipt.metrics.health.uptime_ratio_24h < RED_UPTIME:
        yield "SEV-3", "", f"up for less than {RED_UPTIME:.0%} of 24 hours"


def _is_over(trouble: Trouble, receipt: Receipt) -> bool:
    """Whether a bundle that does not tell of a trouble shows that it has passed."""
    rerun = receipt.recheck.rerun if receipt.recheck else None
    return trouble != UNFOUND or (rerun is not None and rerun.outcome == "same")


def _incident(trouble: Trouble, opened: Receipt, closed: Receipt | None, at: datetime | None = None) -> PilotIncident:
    severity, kind, what = trouble
    acknowledge_by, mitigate_by = due(severity, at or _moment(opened))
    return PilotIncident(
        id="-".join(filter(None, (opened.node_id, str(opened.sequence), severity.lower(), kind))),
        severity=severity,
        node_id=opened.node_id,
        what=what,
        opened_utc=format_utc(at) if at else opened.created_utc,
        closed_utc=closed.created_utc if closed else None,
        acknowledge_by_utc=format_utc(acknowledge_by),
        mitigate_by_utc=format_utc(mitigate_by),
    )


def _moment(receipt: Receipt) -> datetime:
    return datetime.fromisoformat(receipt.created_utc)
