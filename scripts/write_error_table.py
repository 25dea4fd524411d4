"""Write docs/errors.md, the table of every error code; `--check` only says whether it is up to date."""

import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from core.errors import RETIRED_CODES, CodedError, load_catalogue  # noqa: E402 - the checkout's own, wherever this is run from

TABLE = ROOT / "docs" / "errors.md"


def error_table(catalogue: Mapping[str, type[CodedError]]) -> str:
    """The table in Markdown: code, HTTP status, public text, whether trying again may help."""
    rows = [
        f"| `{code}` | {error.http_status} | {error.text} | {'yes' if error.is_retryable else 'no'} |" for code, error in catalogue.items()
    ]
    retired = [f"| `{code}` | retired in {release} | | |" for code, release in sorted(RETIRED_CODES.items())]
    lines = [
        "# Errors",
        "",
        "Written by `make docs` from the classes in each package's `errors.py`. A code is stable: it is never given a second meaning.",
        "",
        "| code | HTTP status | what it says | try again |",
        "|---|---|---|---|",
        *rows,
        *retired,
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write or check the table."""
    table = error_table(load_catalogue())
    if "--check" in sys.argv:
        if TABLE.exists() and TABLE.read_text() == table:
            return 0
        print("docs/errors.md is out of date; run: make docs", file=sys.stderr)
        return 1
    TABLE.write_text(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
