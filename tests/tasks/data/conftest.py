"""A project without data."""

import shutil
from pathlib import Path

import pytest

from tasks.project.files import PROJECT_ROOT

SOURCES = ("mnist-t10k", "own", "tinyshakespeare")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder that holds the registry and, empty, the folders of its sources."""
    for name in SOURCES:
        (tmp_path / "data" / name).mkdir(parents=True)
    shutil.copy(PROJECT_ROOT / "data" / "registry.json", tmp_path / "data")
    return tmp_path
