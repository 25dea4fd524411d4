"""Long campaigns, run by `make soak-…`; each writes its last result into docs/soak.md."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tasks.project.files import PROJECT_ROOT

TABLE = PROJECT_ROOT / "docs" / "soak.md"


@pytest.fixture
def write_result() -> Callable[[str, str], None]:
    """Replaces the row of a campaign in docs/soak.md."""

    def write(campaign: str, result: str) -> None:
        row = f"| `make {campaign}` | {datetime.now(UTC):%Y-%m-%d} | {result} |"
        lines = TABLE.read_text().splitlines()
        kept = [line for line in lines if not line.startswith(f"| `make {campaign}` ")]
        TABLE.write_text("\n".join([*kept, row]) + "\n")

    return write
