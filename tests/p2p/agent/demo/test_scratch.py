import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from p2p.agent.demo.scratch import PREFIX, new_scratch_folder, remove_abandoned

ROOT = Path(__file__).resolve().parents[4]
MAKE_ONE_AND_DIE = """
import os, signal
from p2p.agent.demo.scratch import new_scratch_folder
folder = new_scratch_folder()
(folder.path / "A").mkdir()
print(folder.path, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch) -> Path:
    """A place for temporary folders of this test alone."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def release(folder: Path) -> bool:
    return True


def killed_run(temporary: Path) -> Path:
    environment = {**os.environ, "TMPDIR": str(temporary)}
    said = subprocess.run([sys.executable, "-c", MAKE_ONE_AND_DIE], cwd=ROOT, env=environment, capture_output=True, text=True)
    return Path(said.stdout.strip())


def test_a_scratch_folder_is_private_and_gone_when_removed() -> None:
    folder = new_scratch_folder()
    assert folder.path.stat().st_mode & 0o777 == 0o700
    (folder.path / "A").mkdir()
    folder.remove()
    assert not folder.path.exists()


def test_the_folder_of_a_killed_run_is_removed_by_the_next(temporary) -> None:
    left = killed_run(temporary)
    assert left.is_dir()
    assert remove_abandoned(release) == 1
    assert not left.exists()


def test_the_folder_of_a_living_run_stays() -> None:
    folder = new_scratch_folder()
    (folder.path / "A").mkdir()
    assert remove_abandoned(release) == 0
    assert folder.path.is_dir()
    folder.remove()


def test_a_folder_of_a_run_that_was_killed_before_it_locked_it_is_removed(temporary) -> None:
    (temporary / f"{PREFIX}young").mkdir(mode=0o700)
    assert remove_abandoned(release) == 1


def test_runs_that_begin_and_sweep_at_once_all_keep_their_folders(temporary) -> None:
    sweeping = [threading.Thread(target=lambda: [remove_abandoned(release) for _ in range(200)]) for _ in range(2)]
    for thread in sweeping:
        thread.start()
    folders = [new_scratch_folder() for _ in range(50)]
    for thread in sweeping:
        thread.join()
    assert all(folder.path.is_dir() for folder in folders)
    for folder in folders:
        folder.remove()
    assert [*temporary.iterdir()] == []


def test_a_folder_that_is_not_let_go_stays(temporary) -> None:
    left = killed_run(temporary)
    assert remove_abandoned(lambda folder: False) == 0
    assert left.is_dir()


def test_a_link_to_another_folder_is_left_alone(temporary) -> None:
    precious = temporary / "precious"
    precious.mkdir()
    (precious / "file").touch()
    (temporary / f"{PREFIX}link").symlink_to(precious)
    assert remove_abandoned(release) == 0
    assert (precious / "file").exists()
