"""Whole runs with real processes, each in a copy of the project."""

from collections.abc import Iterator

import pytest

from tests.system.copied_project import Project, copy_project


@pytest.fixture
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A fresh copy; what a failed test leaves running is ended."""
    copy = copy_project(tmp_path_factory.mktemp("p"))
    yield copy
    for process in copy.processes():
        process.kill()
