"""The commands of docs/data-and-remotes.md do what it says."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tasks.project.files import PROJECT_ROOT
from tests.system.git_checkout import make_checkout

DOCUMENT = (PROJECT_ROOT / "docs" / "data-and-remotes.md").read_text()
MIRROR = PROJECT_ROOT.parent / "shared" / "data"


def commands(heading: str) -> list[str]:
    """The lines of the shell blocks below a heading."""
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", DOCUMENT, flags=re.MULTILINE | re.DOTALL)
    assert section is not None
    return [line for block in re.findall(r"```sh\n(.*?)```", section[1], flags=re.DOTALL) for line in block.splitlines()]


@pytest.mark.slow
def test_the_commands_for_experiments_and_a_folder_work_in_a_clone(tmp_path: Path) -> None:
    clone = make_checkout(tmp_path / "origin").clone(tmp_path / "clone")
    told = [*commands("Experiments"), *commands("A remote in a folder")]
    assert len(told) == 12
    for command in told:
        clone.run("sh", "-c", command.replace("/srv/p2p-data", str(tmp_path / "remote")))
    assert clone.changed() == []
    assert any((tmp_path / "remote").rglob("*"))


@pytest.mark.slow
@pytest.mark.skipif(not MIRROR.is_dir(), reason="the mirror of the public data sets is not on this machine")
def test_the_commands_for_data_work_with_the_mirror(tmp_path: Path) -> None:
    root = tmp_path / "project"
    for package in ("cli", "core", "gates", "learning", "p2p", "tasks"):
        shutil.copytree(PROJECT_ROOT / package, root / package, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "data").mkdir()
    shutil.copy(PROJECT_ROOT / "data/registry.json", root / "data")
    told = commands("Public data sets")
    assert [line.split()[:3] for line in told if line.startswith("p2p-agent")][1:] == [
        ["p2p-agent", "data", word] for word in ("fetch", "verify", "fetch")
    ]
    script = "\n".join(told).replace("p2p-agent", f"{sys.executable} -m cli.main").replace("../shared/data", str(MIRROR))
    environment = {**os.environ, "P2P_AGENT_DATA_MIRROR": str(MIRROR)}
    done = subprocess.run(["sh", "-e", "-c", script], cwd=root, env=environment, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    assert (root / "data/metatool/plugin_des.json").is_file()
