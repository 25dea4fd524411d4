"""What of CLINC150 is told to be out of scope, by a frozen MiniLM and three signs: `python -m benchmarks.out_of_scope [--json] [--write]`.

The weights and the threshold are chosen on validation texts alone, as the generality gate of the full profile does. It needs
`p2p-agent data fetch clinc150`, `python -m tasks.data.texts clinc150`, `python -m tasks.data.encoding clinc150` and
`python -m tasks.data.scope_texts`.
"""

import argparse
import json
from pathlib import Path

from benchmarks.digits import settle_environment
from benchmarks.tables import Column, Figure, as_markdown, as_text, write_between_marks
from tasks.project.files import PROJECT_ROOT

MODULE = "benchmarks.out_of_scope"
PAGE = Path(__file__).parents[1] / "docs" / "text.md"
COLUMNS = (
    Column("out_of_scope", "out of scope", ",.0f"), Column("recall", "told so", ".4f"),
    Column("in_scope", "in scope", ",.0f"), Column("false_alarm_rate", "told to be out", ".4f"),
)  # fmt: skip


def main() -> None:
    """Set the compute environment by starting over, then measure and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--write", action="store_true", help="keep the table in docs/text.md")
    parser.add_argument("--max-false-alarms", type=float, help="of the validation texts in scope (default: that of params.yaml)")
    options = parser.parse_args()
    settle_environment(MODULE)
    report = figures(options.max_false_alarms)
    print(json.dumps(report, indent=2) if options.json else as_text("CLINC150", report, COLUMNS))
    if options.write:
        write_between_marks(PAGE, MODULE, as_markdown("CLINC150", report, COLUMNS))


def figures(max_false_alarms: float | None) -> dict[str, dict[str, Figure]]:
    """How many of each side are told to be out of scope."""
    from tasks.project.all_parameters import load_project
    from tasks.runs.generality.scope import scope_figures

    public = load_project(PROJECT_ROOT).generality.full.public
    assert public is not None
    found = scope_figures(PROJECT_ROOT, public.max_false_alarms if max_false_alarms is None else max_false_alarms)
    return {
        side: {name: found[f"{before}{name}"] for name in ("out_of_scope", "recall", "in_scope", "false_alarm_rate")}
        for side, before in (("validation", "validation_"), ("test", ""))
    }


if __name__ == "__main__":
    main()
