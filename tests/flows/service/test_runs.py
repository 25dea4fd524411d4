"""A run's file is there while its process works, and only a kill leaves it behind."""

import subprocess
import sys
from pathlib import Path

from flows.service.runs import forget_run, killed_runs, recorded_run
from tasks.project.files import PROJECT_ROOT

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


def test_the_run_of_a_deployment_outlives_the_reader_of_its_output_and_says_all_in_its_own_log(tmp_path: Path) -> None:
    code = """
import os, pathlib, subprocess, sys
from flows.service.runs import recorded_run
with recorded_run(pathlib.Path(sys.argv[1]), "run", is_deployed=True):
    os.read(0, 1)
    print("said", flush=True)
    subprocess.run(["echo", "by a child"], check=True)
"""
    command = [sys.executable, "-c", code, str(tmp_path)]
    process = subprocess.Popen(command, cwd=PROJECT_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin and process.stdout and process.stderr
    process.stdout.close()
    process.stderr.close()
    process.stdin.close()
    assert process.wait(60) == 0
    assert (tmp_path / "logs" / "run.log").read_text() == "said\nby a child\n"
