"""A copy of the project in which whole runs happen, so that the checkout's own reports stay as they are."""

import json
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import yaml

from flows.local_api.environment import PREFECT_HOME
from tasks.project.files import PROJECT_ROOT
from tests.system.dvc_command import dvc_command
from tests.system.marked_processes import MARK, marked_processes

FOLDERS = (".dvc", "cli", "core", "data", "flows", "full", "gates", "learning", "p2p", "tasks", "trust")


@dataclass(slots=True)
class Project:
    """A copy of the project with a temporary folder of its own; every process started in it carries its mark."""

    root: Path
    temporary: Path
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)

    def environment(self, **changes: str) -> dict[str, str]:
        """This process's environment, marked, with the copy's agent home and temporary folder."""
        own = {MARK: self.mark, "TMPDIR": str(self.temporary), "P2P_AGENT_HOME": str(self.root / "home")}
        return {**os.environ, **own, **changes}

    def start(self, *command: str, **changes: str) -> "subprocess.Popen[str]":
        """`python *command` in the copy, leading a process group of its own as a shell's job does."""
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=self.root,
            env=self.environment(**changes),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            process_group=0,
        )

    def run(self, *command: str, timeout_s: float = 180.0, **changes: str) -> tuple[int, str]:
        """Exit status of `python *command` in the copy, and what it said."""
        process = self.start(*command, **changes)
        said, _ = process.communicate(timeout=timeout_s)
        return process.returncode, said

    def dvc(self, *words: str) -> tuple[int, str]:
        """Exit status of `dvc *words` in the copy, and what it said; by `dvc_command`."""
        done = subprocess.run(
            [dvc_command(), *words],
            cwd=self.root,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=180,
        )
        return done.returncode, done.stdout

    @contextmanager
    def parameters(self) -> Iterator[dict[str, Any]]:
        """What params.yaml holds, for a block that changes it."""
        path = self.root / "params.yaml"
        params = yaml.safe_load(path.read_text())
        yield params
        path.write_text(yaml.safe_dump(params, sort_keys=False))

    def processes(self) -> list[psutil.Process]:
        """Every living process that carries the mark."""
        return marked_processes(self.mark)

    def forget_compiled(self) -> None:
        """Remove what Python has compiled, so that `imported` begins anew."""
        for folder in [*self.root.rglob("__pycache__")]:
            shutil.rmtree(folder)

    def imported(self) -> set[str]:
        """The files that any process has imported since `forget_compiled`: Python compiles each of them beside it."""
        compiled = (path.relative_to(self.root) for path in self.root.rglob("*.pyc"))
        return {(path.parents[1] / f"{path.name.split('.')[0]}.py").as_posix() for path in compiled}

    def listed(self, module: str) -> set[str]:
        """The files that the listing of what `module` runs names."""
        return set(json.loads((self.root / "data" / "code" / f"{module}.json").read_text()))


@contextmanager
def copied_project(target: Path, changes: Mapping[str, str] | None = None) -> Iterator[Project]:
    """A copy as `copy_project` makes it, for a block; what the block leaves running is ended."""
    copy = copy_project(target, changes)
    try:
        yield copy
    finally:
        for process in copy.processes():
            process.kill()


def copy_project(target: Path, changes: Mapping[str, str] | None = None) -> Project:
    """A copy of what a run needs; `changes` replaces texts in params.yaml."""
    for folder in FOLDERS:
        shutil.copytree(PROJECT_ROOT / folder, target / folder, ignore=shutil.ignore_patterns("cache", "tmp", "site"))
    for name in (".dvcignore", "dvc.yaml", "requirements.lock"):
        shutil.copy(PROJECT_ROOT / name, target)
    params = (PROJECT_ROOT / "params.yaml").read_text()
    for old, new in (changes or {}).items():
        assert old in params
        params = params.replace(old, new)
    (target / "params.yaml").write_text(params)
    (target / ".dvc" / "config.local").write_text("[core]\n    no_scm = true\n")
    (target / ".prefect").mkdir(mode=0o700)
    if (PREFECT_HOME / "prefect.db").exists():
        shutil.copy(PREFECT_HOME / "prefect.db", target / ".prefect")
    temporary = target / "t"
    temporary.mkdir()
    return Project(target, temporary)
