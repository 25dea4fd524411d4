"""One Prefect API for all tests of a worker process, in a throw-away home; the user's own is never read."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.local_api.environment import PREFECT_HOME, project_environment

_HOME = Path(tempfile.mkdtemp(prefix="p2p-tests-"))


def pytest_configure() -> None:
    """Replace the environment before any test module imports Prefect."""
    prefect_home = _HOME / "prefect"
    prefect_home.mkdir(mode=0o700)
    migrated = PREFECT_HOME / "prefect.db"
    if migrated.exists():
        shutil.copy(migrated, prefect_home)
    environment = project_environment(os.environ, prefect_home) | {"P2P_AGENT_HOME": str(_HOME / "agent")}
    environment.pop("P2P_AGENT_PASSPHRASE_FILE", None)
    os.environ.clear()
    os.environ.update(environment)


def pytest_unconfigure() -> None:
    """Leave no folder behind."""
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def prefect_api() -> Iterator[str]:
    """The URL of a running Prefect API; flows that are called inside report to it."""
    from flows.local_api.start import local_api

    with local_api(Path(os.environ["PREFECT_HOME"])) as url:
        yield url
