"""The table of a verdict on a page: every metric with value, floor, ours, margin and its line over the runs."""

from collections.abc import Sequence
from dataclasses import replace

from pydantic import JsonValue

from gates.status import GateState
from gates.verdicts.lookup import finite_number
from gates.verdicts.margins import Margin, margins, worst_first
from gates.verdicts.verdict import Verdict
from tasks.gate.verdict_text import tightest
from tasks.pages.history import PastRun
from tasks.pages.markup import Html, element, joined
from tasks.pages.sparkline import MAX_POINTS, Point, sparkline
from tasks.pages.words import bound, figure, signed

HEADINGS = ("Metric", "Value", "Floor", "Ours", "Margin")


def metric_section(state: GateState, past: Sequence[PastRun]) -> Html:
    """Worst margin first, of a list that passes (`seeds[*].x`) its tightest row; folded away behind them every other row."""
    if state.ours is None:
        return Html("")
    foremost = [row for row in worst_first(tightest(state.ours.rows)) if not (row.ok and row.comparison == "==")]
    kept = _beside(state, replace(state.ours, rows=tuple(foremost)))
    shown = {row.metric for row in foremost}
    rest = [one for one in _beside(state, state.ours) if one.row.metric not in shown]
    others = f"{len(rest)} more: what has to be exactly so, and each row behind a [*]"
    folded = element("details", element("summary", others), _table(rest, {})) if rest else Html("")
    caption = element("p", _caption(past), class_="quiet")
    return element("section", element("h2", "Numbers"), caption, _table(kept, _lines(kept, past)), folded)


def _beside(state: GateState, ours: Verdict) -> tuple[Margin, ...]:
    rows = state.floors.rows if state.floors else ()
    return margins(Verdict(ours.gate, (*rows, *tightest(rows))), ours)


def _caption(past: Sequence[PastRun]) -> str:
    told = "There is no history yet" if len(past) < 2 else f"The history tells of {len(past)} runs, its lines of the latest {MAX_POINTS}"
    return f"Worst margin first. Floor is the contract's limit, ours is our own. {told}."


def _lines(kept: Sequence[Margin], past: Sequence[PastRun]) -> dict[str, Html]:
    return {one.row.metric: sparkline(one.row.metric, _points(one.row.metric, past), finite_number(one.row.limit)) for one in kept}


def _points(metric: str, past: Sequence[PastRun]) -> list[Point]:
    return [Point(run.run_utc, run.values[metric], run.ok) for run in past if metric in run.values]


def _table(kept: Sequence[Margin], lines: dict[str, Html]) -> Html:
    has_lines = any(lines.values())
    headings = (*HEADINGS, "History") if has_lines else HEADINGS
    head = element("thead", element("tr", *(element("th", name, scope="col") for name in headings)))
    rows = (_row(one, lines.get(one.row.metric, Html("")) if has_lines else None) for one in kept)
    return element("table", head, element("tbody", joined(*rows)))


def _row(one: Margin, line: Html | None) -> Html:
    row = one.row
    colour, word = ("quiet", "reported") if row.comparison == "reported" else ("pass", "ok") if row.ok else ("fail", "failed")
    said = [element("span", row.metric, class_="name"), Html(" "), element("span", word, class_=f"{colour} word")]
    if row.reason:
        said.append(element("div", row.reason, class_="fail" if not row.ok else "quiet"))
    cells = [
        _limit("Floor", one.floor, row.comparison),
        _limit("Ours", row.limit, row.comparison),
        _cell("Margin", "" if row.margin is None else signed(row.margin)),
    ]
    wide = () if line is None else (element("td", line, class_="wide"),)
    return element("tr", element("td", *said, class_="wide"), _cell("Value", figure(row.value)), *cells, *wide)


def _limit(label: str, limit: JsonValue, comparison: str) -> Html:
    is_none = limit is None or comparison == "reported"
    return _cell(label, "" if is_none else bound(comparison, limit))


def _cell(label: str, text: str) -> Html:
    return element("td", text, class_="number", data_label=label)
