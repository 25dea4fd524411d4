"""A verdict as people read it: a table in the terminal, Markdown in Prefect."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import JsonValue

from gates.verdicts.margins import Margin, worst
from gates.verdicts.verdict import MetricRow, Verdict

MIN_WIDTH = 110
LIST_INDEX = re.compile(r"\[\d+\]")
HEADER = ("metric", "value", "limit", "margin", "")


def print_verdict(verdict: Verdict, artifact: Path, run_id: str) -> None:
    """Print the table, why the gate failed if it did, and where the proof lies; the last line is the artifact's path."""
    from rich.console import Console
    from rich.table import Table

    console = Console(soft_wrap=True, highlight=False)
    console.width = max(console.width, MIN_WIDTH)
    table = Table(
        *HEADER, title=f"{verdict.gate}: {_word(verdict.ok)}", title_style="bold green" if verdict.ok else "bold red", title_justify="left"
    )
    for row in tightest(verdict.rows):
        table.add_row(*_cells(row), style="" if row.ok else "red")
    console.print(table)
    for failure in _foremost(verdict.failures):
        console.print(f"  {failure}", style="red", markup=False)
    console.print(f"run {run_id}; `make ui` shows it in Prefect, `make verify` checks the evidence", markup=False)
    console.print(str(artifact), markup=False)


def verdict_markdown(verdict: Verdict, evidence: Path) -> str:
    """The verdict as a Markdown document: why it failed, the worst margin, where the evidence is, and the table."""
    tight = worst(verdict)
    lines = [f"# {verdict.gate}: {_word(verdict.ok)}", "", *(f"- {failure}" for failure in verdict.failures), ""]
    if tight is not None and tight.margin is not None:
        lines += [f"Worst margin: `{tight.metric}` {' · '.join(_cells(tight)[1:4])}", ""]
    lines += [f"Evidence: `{evidence}`", "", "| metric | value | limit | margin | |", "|---|---|---|---|---|"]
    return "\n".join([*lines, *(f"| {' | '.join(_cells(row))} |" for row in verdict.rows)])


def margin_cells(margin: Margin) -> dict[str, str]:
    """One metric under both limits, as a row of a table."""
    metric, value, ours, room, ok = _cells(margin.row)
    floor = "" if margin.floor is None or margin.row.comparison == "reported" else f"{margin.row.comparison} {_text(margin.floor)}"
    return {"metric": metric, "value": value, "floor": floor, "ours": ours, "margin": room, "ok": ok}


def tightest(rows: Sequence[MetricRow]) -> list[MetricRow]:
    """The rows, those of a list (`seeds[0].x`, `seeds[1].x`, …) that pass reduced to the one with the least margin."""
    kept: dict[str, MetricRow] = {}
    for row in rows:
        name = LIST_INDEX.sub("[*]", row.metric) if row.ok and row.margin is not None else row.metric
        if name not in kept or (row.margin or 0.0) < (kept[name].margin or 0.0):
            kept[name] = replace(row, metric=name)
    return list(kept.values())


def _foremost(failures: tuple[str, ...]) -> tuple[str, ...]:
    """The failed steps where there are any: what was not measured after them is no news."""
    steps = tuple(failure for failure in failures if failure.startswith("steps["))
    return steps or failures


def _word(is_pass: bool) -> str:
    return "PASS" if is_pass else "FAIL"


def _cells(row: MetricRow) -> tuple[str, str, str, str, str]:
    limit = "" if row.comparison == "reported" else f"{row.comparison} {_text(row.limit)}"
    return row.metric, _text(row.value), limit, "" if row.margin is None else f"{row.margin:+.4g}", "ok" if row.ok else "FAILED"


def _text(value: JsonValue) -> str:
    if value is None:
        return "not measured"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) > 1 else f"{value:.4f}"
    text = str(value)
    return f"{text[:12]}…" if len(text) == 64 else text
