"""What of CLINC150 is told to be out of scope, by a frozen MiniLM and three signs: `python -m benchmarks.out_of_scope [--json]`.

The weights and the threshold are chosen on validation texts alone. It needs `p2p-agent data fetch clinc150`,
`python -m tasks.data.texts clinc150`, `python -m tasks.data.encoding clinc150` and `python -m tasks.data.scope_texts`.
"""

import argparse
import json

from benchmarks.digits import settle_environment
from tasks.project.files import PROJECT_ROOT

MODULE = "benchmarks.out_of_scope"


def main() -> None:
    """Set the compute environment by starting over, then measure and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--max-false-alarms", type=float, default=0.04, help="of the validation texts in scope (default 0.04)")
    options = parser.parse_args()
    settle_environment(MODULE)
    from tasks.runs.generality.scope import scope_figures

    figures = scope_figures(PROJECT_ROOT, options.max_false_alarms)
    if options.json:
        print(json.dumps(figures, indent=2))
    else:
        print(
            f"{figures['recall']:.4f} of {figures['out_of_scope']:,} texts out of scope are told so, "
            f"and {figures['false_alarm_rate']:.4f} of {figures['in_scope']:,} in scope"
        )


if __name__ == "__main__":
    main()
