"""A verdict under the contract's limits beside one under our own: metric, value, floor, ours, margin."""

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
    """The row that a reader looks at first: one that fails, else the one with the least room in proportion to its limit.

    What was measured comes before what was counted: a count, as of seeds, is as large as a parameter makes it. Last is what need
    only be more than nothing, as a time: there is no saying how near that is.
    """
    failed = [row for row in verdict.rows if not row.ok]
    if failed:
        return failed[0]
    judged = [row for row in verdict.rows if row.margin is not None]
    return min(judged, key=lambda row: (row.comparison == ">" and not row.limit, _is_count(row), _room(row)), default=None)


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
