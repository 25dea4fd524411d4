"""Long campaigns, run by `make soak-…`; each writes its last result into docs/soak.md."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from tasks.project_files import PROJECT_ROOT
from tests.system.copied_project import Project, copy_project

TABLE = PROJECT_ROOT / "docs" / "soak.md"


@pytest.fixture
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A fresh copy; what a failed campaign leaves running is ended."""
    copy = copy_project(tmp_path_factory.mktemp("p"))
    yield copy
    for process in copy.processes():
        process.kill()


@pytest.fixture
def write_result() -> Callable[[str, str], None]:
    """Replaces the row of a campaign in docs/soak.md."""

    def write(campaign: str, result: str) -> None:
        row = f"| `make {campaign}` | {datetime.now(UTC):%Y-%m-%d} | {result} |"
        lines = TABLE.read_text().splitlines()
        kept = [line for line in lines if not line.startswith(f"| `make {campaign}` ")]
        TABLE.write_text("\n".join([*kept, row]) + "\n")

    return write
