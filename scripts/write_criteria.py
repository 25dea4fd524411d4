"""Write the table of limits in docs/MVP_CRITERIA.md from the floors and params.yaml; `--check` only says whether it is up to date."""

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from core.parameters import Parameters  # noqa: E402 - the checkout's own, wherever this is run from
from gates.judges import JUDGEMENTS  # noqa: E402
from tasks.project.all_parameters import load_project  # noqa: E402

DOCUMENT = ROOT / "docs" / "MVP_CRITERIA.md"
BEGIN, END = "<!-- limits, written by make docs -->", "<!-- end of limits -->"


def limits_table(ours: Parameters) -> str:
    """The table in Markdown: each limit of each gate, the contract's floor beside ours; `ours` is the section `limits`."""
    lines = ["| gate | limit | floor | ours |", "|---|---|---|---|"]
    for gate, judgement in JUDGEMENTS.items():
        lines += _rows(gate, judgement.floors, getattr(ours, gate))
    return "\n".join(lines)


def with_table(text: str, table: str) -> str:
    """`text` with `table` between the two marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


def _rows(gate: str, floors: Parameters, ours: Parameters) -> Iterator[str]:
    for name in type(floors).model_fields:
        yield f"| {gate} | `{name}` | {_limit(name, getattr(floors, name))} | {_limit(name, getattr(ours, name))} |"


def _limit(name: str, value: object) -> str:
    """A limit for people: `≥ 0.95`, `yes`, or a dash where the figure is only reported."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    sign = "≥ " if name.startswith("min_") else "≤ " if name.startswith("max_") else ""
    return f"{sign}{value}"


def main() -> int:
    """Write or check the table."""
    text = DOCUMENT.read_text("utf-8")
    current = with_table(text, limits_table(load_project(ROOT).limits))
    if "--check" not in sys.argv:
        DOCUMENT.write_text(current, "utf-8")
        return 0
    if current == text:
        return 0
    print("docs/MVP_CRITERIA.md is out of date; run: make docs", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
