"""One Prefect API for all tests of a worker process, in a throw-away home; the user's own is never read."""

import gc
import os
import shutil
import signal
import tempfile
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.signing.keys import SigningKey
from flows.local_api.environment import PREFECT_HOME, project_environment
from p2p.agent.computing.environment import compute_process_environment

if TYPE_CHECKING:
    from tests.system.copied_project import Project

LONGEST = (
    "prefect-api",
    "system/test_smoke",
    "system/test_resume",
    "flows/test_baseline",
    "system/test_smoke_interrupted",
    "system/test_demo",
    "system/test_adapter_over_agents",
    "shared-agents",
    "system/test_api_contract",
    "flows/service/test_up",
    "system/test_dvc_code",
    "tasks/agents/parsing/test_training",
    "tasks/agents/relating/test_training",
    "fuzz/test_parsers",
)
"""The groups that take longest: one that began late would keep the others waiting."""

_HOME = Path(tempfile.mkdtemp(prefix="p2p-tests-"))


def _replace_environment() -> None:
    """Before any test module, or the conftest of a folder, imports Prefect or NumPy: two test processes are enough threads."""
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # A shell that runs the tests in the background has them ignore Ctrl-C, and every process they start would inherit that.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    prefect_home = _HOME / "prefect"
    prefect_home.mkdir(mode=0o700)
    migrated = PREFECT_HOME / "prefect.db"
    if migrated.exists():
        shutil.copy(migrated, prefect_home)
    environment = compute_process_environment(project_environment(os.environ, prefect_home)) | {"P2P_AGENT_HOME": str(_HOME / "agent")}
    environment.pop("P2P_AGENT_PASSPHRASE_FILE", None)
    # Hundreds of processes are started: each module is compiled once.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.clear()
    os.environ.update(environment)


_replace_environment()


def pytest_unconfigure() -> None:
    """Leave no folder behind."""
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collecting makes no garbage worth a search, and the searches take a fifth of its time; nor is it looked at later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A file's tests share a process, so that what they share is made once, as do those of one `xdist_group`; the longest begin first.

    pytest-xdist 3.8 writes the group where pytest 9.2 no longer reads it.
    """
    rank = {group: place for place, group in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(group_of(item), len(LONGEST)))
    if not getattr(config.option, "loadgroup", False):
        return
    for item in items:
        group = group_of(item)
        if not item.nodeid.endswith(f"@{group}"):
            item._id = type(item._id).parse(f"{item.nodeid}@{group}")


def group_of(item: pytest.Item) -> str:
    """The group that the test names, that of the Prefect API or of what the flows say, which are made once, or its file's."""
    marked = item.get_closest_marker("xdist_group")
    if marked is not None:
        return marked.args[0]
    for fixture, group in (("prefect_api", "prefect-api"), ("flows", "flows")):
        if fixture in getattr(item, "fixturenames", ()):
            return group
    return item.nodeid.split("::")[0].removeprefix("tests/").removesuffix(".py")


@pytest.fixture(scope="session")
def prefect_api() -> Iterator[str]:
    """The URL of a running Prefect API; flows that are called inside report to it."""
    from flows.local_api.start import local_api

    with local_api(Path(os.environ["PREFECT_HOME"])) as url:
        yield url


@pytest.fixture
def reporting(prefect_api: str) -> dict[str, str]:
    """The environment in which a run reports to that API, as a sweep's stages do to theirs, and starts no server."""
    from tasks.sweep.handed_down import HandedDown

    return HandedDown(api_url=prefect_api).as_environment()


@dataclass(frozen=True, slots=True)
class PublishedProject:
    """A small project in a folder of its own whose smoke artifact is published, signed by `key`."""

    root: Path
    key: SigningKey

    @property
    def reports(self) -> Path:
        """Its reports/."""
        return self.root / "reports"

    def publish(self, content: bytes = b'{"schema_version": 1}', key: SigningKey | None = None) -> None:
        """Publish the artifact `content` with one figure, as a run that has just ended would."""
        from gates.catalogue import SMOKE
        from gates.statement import Engine, Machine, RunRecord
        from tasks.evidence.sources import digest_sources
        from tasks.reports.store import Publication, publish

        run = RunRecord(
            run_id="run-1",
            gate="smoke",
            profile="reduced",
            seeds=(0,),
            engine=Engine(packages={"numpy": "2"}, blas=()),
            machine=Machine(id="0", platform="test", cpu="test", num_cores=1, python="3"),
            timings_s={"total": 1.5},
            git_commit=None,
            generated_utc="2026-01-01T00:00:00Z",
        )
        publication = Publication(SMOKE.artifact, content, {"smoke_accuracy.png": b"a figure", "smoke_frame.parquet": b"a frame"})
        publish(self.reports, publication, run, digest_sources(self.root, SMOKE, "reduced"), key or self.key)


@pytest.fixture
def published(tmp_path: Path) -> PublishedProject:
    """A published project, all of whose evidence is right."""
    from gates.catalogue import SMOKE

    root = tmp_path / "project"
    for name in SMOKE.inputs["reduced"]:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"# {name}\n")
    for name, content in (("flows/smoke.py", "import learning.module\n"), ("learning/module.py", ""), ("learning/other.py", "")):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(content)
    (root / "params.yaml").write_bytes((Path(__file__).parents[1] / "params.yaml").read_bytes())
    (root / "trust").mkdir()
    (root / "trust" / "keys.json").write_text('{"schema_version": 1, "keys": []}')
    project = PublishedProject(root, SigningKey.from_seed(bytes(32)))
    project.publish()
    return project


@pytest.fixture
def project(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Project]":
    """A fresh copy of the project for whole runs; what a failed test leaves running is ended."""
    from tests.system.copied_project import copied_project

    with copied_project(tmp_path_factory.mktemp("p")) as copy:
        yield copy
