"""A verdict under the contract's limits beside one under our own: metric, value, floor, ours, margin."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from gates.verdicts.verdict import MetricRow, Verdict


@dataclass(frozen=True, slots=True)
class Margin:
    """One metric under both limits; `floor` is None where the contract has none, `row` is the one under ours."""

    row: MetricRow
    floor: JsonValue


def margins(floors: Verdict, ours: Verdict) -> tuple[Margin, ...]:
    """Every row under our limits with the contract's limit beside it."""
    limits = {(row.metric, row.comparison): row.limit for row in floors.rows}
    return tuple(Margin(row, limits.get((row.metric, row.comparison))) for row in ours.rows)


def worst(verdict: Verdict) -> MetricRow | None:
    """The row that a reader looks at first: one that fails, else the one with the least room; None where nothing fails or has a margin."""
    return next((row for row in worst_first(verdict.rows) if not row.ok or row.margin is not None), None)


def worst_first(rows: Sequence[MetricRow]) -> list[MetricRow]:
    """Rows that fail, then those with a margin by their room in proportion to the limit, then those that have none.

    What was measured comes before what was counted: a count, as of seeds, is as large as a parameter makes it. Behind it is what
    need only be more than nothing, as a time: there is no saying how near that is.
    """
    return sorted(rows, key=_place)


def _place(row: MetricRow) -> tuple[int, bool, bool, float]:
    if not row.ok or row.margin is None:
        return (2 if row.ok else 0), False, False, 0.0
    return 1, row.comparison == ">" and not row.limit, _is_count(row), _room(row)


def row_text(row: MetricRow) -> str:
    """A row in one line: `methods.fp32.accuracy 0.9721 >= 0.95 (margin +0.0221)`."""
    margin = "" if row.margin is None else f" (margin {row.margin:+.4g})"
    return f"{row.metric} {_short(row.value)} {row.comparison} {_short(row.limit)}{margin}"


def _short(value: JsonValue) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _is_count(row: MetricRow) -> bool:
    return isinstance(row.limit, int) and isinstance(row.value, int | float) and float(row.value).is_integer()


def _room(row: MetricRow) -> float:
    assert row.margin is not None
    scale = abs(row.limit) if isinstance(row.limit, int | float) and row.limit else 1.0
    return row.margin / scale
