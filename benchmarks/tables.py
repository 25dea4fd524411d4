"""What a benchmark found as a table: for a terminal, or in a page between marks of the benchmark's own."""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

LEARNING_PAGE = Path(__file__).parents[1] / "docs" / "learning.md"

Figure = float | str | None


class Column(NamedTuple):
    """The figures named `key` below `title`, each written by `form`; what is text stays as it is, and None is a dash."""

    key: str
    title: str
    form: str


class Claim(NamedTuple):
    """What a paper or the project says, and what was found here."""

    source: str
    claim: str
    limit: str
    found: str
    is_reached: bool


def report_options(description: str | None) -> argparse.ArgumentParser:
    """What each of these benchmarks takes: `--json`, `--write` and `--seeds`."""
    parser = argparse.ArgumentParser(description=(description or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--write", action="store_true", help="keep the tables in docs/learning.md")
    parser.add_argument("--seeds", type=int, default=3, help="seeds, from 0 (default 3)")
    return parser


class Findings(NamedTuple):
    """What a benchmark found: by the label below `name` its figures, and the claims that they bear out or not."""

    name: str
    report: Mapping[str, Mapping[str, Figure]]
    columns: Sequence[Column]
    claims: Sequence[Claim]


def tell(findings: Findings, options: argparse.Namespace, module: str, settings: str) -> None:
    """Print the report, and with `--write` keep it and the claims, below `settings`, in docs/learning.md."""
    name, report, columns, claims = findings
    if options.write:
        tables = [settings, as_markdown(name, report, columns), claims_as_markdown(claims)]
        write_between_marks(LEARNING_PAGE, module, "\n\n".join(tables))
    print(json.dumps(report, indent=2) if options.json else as_text(name, report, columns))


def as_text(name: str, report: Mapping[str, Mapping[str, Figure]], columns: Sequence[Column]) -> str:
    """Aligned columns, the first of which is `name`."""
    rows = [[name, *(column.title for column in columns)], *([label, *_cells(found, columns)] for label, found in report.items())]
    widths = [max(map(len, cells)) + 2 for cells in zip(*rows, strict=True)]
    return "\n".join(
        f"{row[0]:<{widths[0]}}" + "".join(f"{cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True)) for row in rows
    )


def as_markdown(name: str, report: Mapping[str, Mapping[str, Figure]], columns: Sequence[Column]) -> str:
    """The same in Markdown."""
    rows = [f"| {name} | " + " | ".join(column.title for column in columns) + " |", "|---" + "|--:" * len(columns) + "|"]
    rows += [f"| {label} | " + " | ".join(_cells(found, columns)) + " |" for label, found in report.items()]
    return "\n".join(rows)


def claims_as_markdown(claims: Sequence[Claim]) -> str:
    """Each claim beside what was found."""
    rows = ["| source | claim | limit | found | reached |", "|---|---|---|---|---|"]
    rows += [
        f"| {claim.source} | {claim.claim} | {claim.limit} | {claim.found} | {'yes' if claim.is_reached else 'no'} |" for claim in claims
    ]
    return "\n".join(rows)


def write_between_marks(page: Path, module: str, text: str) -> None:
    """Replace what stands between the marks of `module` in the page."""
    begin, end = f"<!-- written by python -m {module} --write -->", f"<!-- end of {module} -->"
    before, _, rest = page.read_text().partition(begin)
    _, mark, after = rest.partition(end)
    if not mark:
        raise SystemExit(f"{page.name} has no place for {module}")
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}")


def _cells(found: Mapping[str, Figure], columns: Sequence[Column]) -> list[str]:
    figures = (found[column.key] for column in columns)
    forms = (column.form for column in columns)
    return ["–" if one is None else one if isinstance(one, str) else format(one, form) for one, form in zip(figures, forms, strict=True)]
