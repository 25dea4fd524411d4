"""A small git checkout with this project's own DVC settings, parameters and ignored files, and stages that take no time."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tasks.project.files import PROJECT_ROOT
from tests.system.dvc_command import dvc_command

SETTINGS = (".dvc/config", ".dvc/.gitignore", ".dvcignore", ".gitignore", "params.yaml")

STAGES = """\
stages:
  data_digits:
    cmd: python stage.py data/digits/all.txt data.digits.split_seed
    deps: [stage.py]
    params: [data.digits]
    outs: [data/digits]
  smoke:
    cmd: python stage.py reports/smoke_summary.json smoke.num_rounds
    deps: [stage.py, data/digits]
    params: [smoke]
    metrics: [reports/smoke_summary.json]
"""

ANOTHER_PIPELINE = """\
stages:
  smoke:
    wdir: ..
    cmd: python stage.py reports/full/smoke_summary.json smoke.num_rounds
    deps: [stage.py]
    metrics: [reports/full/smoke_summary.json]
"""
"""Which nobody has run, as in a clone that has run the reduced profile alone."""

STAGE = """\
import json, sys, uuid
from pathlib import Path
import yaml
path, name = Path(sys.argv[1]), sys.argv[2]
value = yaml.safe_load(Path("params.yaml").read_text())
for part in name.split("."):
    value = value[part]
path.parent.mkdir(parents=True, exist_ok=True)
path.write_text(json.dumps({"value": value, "run_id": uuid.uuid4().hex}))
"""


@dataclass(frozen=True)
class Checkout:
    """A git checkout at `root`."""

    root: Path

    def run(self, *command: str | Path) -> str:
        """What a command says that must succeed."""
        done = self.tried(*command)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def tried(self, *command: str | Path) -> "subprocess.CompletedProcess[str]":
        """A command as it ended, in the checkout, with a git identity that is nobody's."""
        return subprocess.run([*command], cwd=self.root, env=self._environment(), capture_output=True, text=True, timeout=120)

    def started(self, *command: str) -> "subprocess.Popen[str]":
        """A command that has just been started in the checkout."""
        return subprocess.Popen(
            [*command], cwd=self.root, env=self._environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def _environment(self) -> dict[str, str]:
        who = {f"GIT_{role}_{what}": "somebody@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        path = os.pathsep.join((str(dvc_command().parent), str(Path(sys.executable).parent), os.environ["PATH"]))
        return {**os.environ, **who, "PATH": path, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}

    def dvc(self, *words: str) -> str:
        """What a dvc command says that must succeed."""
        return self.run(dvc_command(), *words)

    def git(self, *words: str) -> str:
        """What a git command says that must succeed."""
        return self.run("git", *words)

    def changed(self) -> list[str]:
        """What git sees of changes, tracked or not."""
        return [line.strip() for line in self.git("status", "--short").splitlines()]

    def commit(self) -> None:
        """Commit everything that is not ignored."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "a state")

    def copy(self, target: Path) -> "Checkout":
        """Another checkout that has all that this one has, its runs too."""
        shutil.copytree(self.root, target, symlinks=True)
        return Checkout(target)

    def clone(self, target: Path) -> "Checkout":
        """A fresh clone."""
        self.git("clone", "--quiet", str(self.root), str(target))
        return Checkout(target)


def make_checkout(root: Path) -> Checkout:
    """A checkout with one commit; nothing has run in it yet."""
    for name in SETTINGS:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT_ROOT / name, root / name)
    (root / "dvc.yaml").write_text(STAGES)
    (root / "full").mkdir()
    (root / "full" / "dvc.yaml").write_text(ANOTHER_PIPELINE)
    (root / "stage.py").write_text(STAGE)
    checkout = Checkout(root)
    checkout.git("init", "--quiet", "--initial-branch", "main")
    checkout.commit()
    return checkout
