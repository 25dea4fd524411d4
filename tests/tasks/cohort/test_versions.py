"""What was accepted is versioned as it lies there: the same bundles under the same hash, none of them touched, the rest of the folder unseen."""

import shutil
import subprocess
from contextlib import chdir
from pathlib import Path

import pytest

from core.errors import CodedError
from tasks.cohort.store import CohortFolder
from tasks.cohort.versions import VERSIONED, version_accepted
from tasks.project.files import PROJECT_ROOT
from tasks.sweep.pipeline import open_repo


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A git checkout with this project's own settings of DVC and git."""
    for name in (".dvc/config", ".dvc/.gitignore", ".dvcignore", ".gitignore"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(PROJECT_ROOT / name, tmp_path / name)
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    return tmp_path


def accept(folder: CohortFolder, name: str) -> Path:
    path = folder.accepted / name / "0001" / "bundle.tgz"
    path.parent.mkdir(parents=True)
    path.write_bytes(name.encode())
    return path


def untracked(root: Path) -> set[str]:
    said = subprocess.run(["git", "-C", str(root), "status", "--porcelain", "-uall", "data"], capture_output=True, text=True, check=True)
    return {line[3:] for line in said.stdout.splitlines()}


def test_a_version_has_a_hash_of_its_own_and_its_bundles_come_back_from_the_cache(root: Path):
    folder = CohortFolder.at(root / "data" / "cohort")
    first = accept(folder, "node-1")
    before = first.stat()
    one = version_accepted(root, folder)
    assert (first.stat().st_ino, first.stat().st_mtime_ns, version_accepted(root, folder)) == (before.st_ino, before.st_mtime_ns, one)
    accept(folder, "node-2")
    (folder.quarantine / "a.tgz").write_bytes(b"a stranger's")
    two = version_accepted(root, folder)
    assert one != two and two in (root / VERSIONED).read_text()
    assert untracked(root) == {VERSIONED}
    shutil.rmtree(folder.accepted)
    with chdir(root):
        open_repo(root).checkout([VERSIONED])
    assert {path.read_bytes() for path in folder.accepted.glob("*/*/bundle.tgz")} == {b"node-1", b"node-2"}


def test_while_another_has_the_lock_it_says_so_and_the_bundles_are_there(root: Path):
    folder = CohortFolder.at(root / "data" / "cohort")
    path = accept(folder, "node-1")
    with open_repo(root).lock, pytest.raises(CodedError) as caught:
        version_accepted(root, folder)
    assert (caught.value.code, path.read_bytes()) == ("tasks.cohort.unversioned", b"node-1")
