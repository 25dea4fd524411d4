"""A run's file is there while its process works, and only a kill leaves it behind."""

import subprocess
import sys
from pathlib import Path

from flows.service.runs import forget_run, killed_runs, recorded_run
from tasks.project_files import PROJECT_ROOT

KILLED = "import os, pathlib; from flows.service.runs import recorded_run\nwith recorded_run(pathlib.Path({home!r}), 'cut'): os.kill(os.getpid(), 9)"


def test_a_living_run_is_not_killed_and_an_ended_one_leaves_nothing(tmp_path: Path) -> None:
    with recorded_run(tmp_path, "alive"):
        assert killed_runs(tmp_path) == []
        assert len(list((tmp_path / "runs").iterdir())) == 1
    assert list((tmp_path / "runs").iterdir()) == []


def test_a_killed_run_is_known_until_it_is_dealt_with(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED.format(home=str(tmp_path))], cwd=PROJECT_ROOT, check=False, timeout=60)
    assert killed_runs(tmp_path) == ["cut"]
    forget_run(tmp_path, "cut")
    assert killed_runs(tmp_path) == []
