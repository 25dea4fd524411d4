"""The days of a pilot one by one: what each came to, and the figures of the nodes that handed in on it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from gates.artifacts.fields import Artifact, Text, Version1
from gates.cohort.ledger import Receipt
from gates.cohort.pilot_metrics import PilotMetrics
from gates.cohort.pilot_report import PilotCheckpoint, PilotDay, PilotReport, day_of

SCHEMA_VERSION = 1
FOLDER = "pilot_days"
"""Where the days lie, from the folder of the 14-day report."""


class PilotDayRecord(Artifact):
    """One day as the 14-day report has it, its checkpoint where it is one, and the metrics of each node's last bundle of it, by node id."""

    schema_version: Version1
    cohort_id: Text
    rehearsal: bool
    day: PilotDay
    checkpoint: PilotCheckpoint | None
    nodes: tuple[PilotMetrics, ...]


def day_path(day: int) -> str:
    """Where the record of a day lies, from the folder of the 14-day report: day01 to day14 have a folder each."""
    return f"{FOLDER}/day{day:02d}/pilot_day.json"


def pilot_days(cohort_id: str, taken: Mapping[str, Sequence[Receipt]], report: PilotReport) -> tuple[PilotDayRecord, ...]:
    """A record for each day of the report, which was made of what was taken, by node in order; a day without bundles has none in either."""
    begin = datetime.fromisoformat(report.begin_utc) if report.begin_utc else None
    dated = [(day_of(receipt, begin), node, receipt) for node, receipts in sorted(taken.items()) for receipt in receipts if begin]
    last = {(day, node): receipt for day, node, receipt in dated}
    rehearsed = {day for day, _, receipt in dated if receipt.rehearsal}
    checkpoints = {one.day: one for one in report.checkpoints}
    return tuple(
        PilotDayRecord(
            schema_version=SCHEMA_VERSION,
            cohort_id=cohort_id,
            rehearsal=day.day in rehearsed,
            day=day,
            checkpoint=checkpoints.get(day.day),
            nodes=tuple(receipt.metrics for (number, _), receipt in last.items() if number == day.day),
        )
        for day in report.days
    )
