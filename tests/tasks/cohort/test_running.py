"""A node runs in one process, is up while it does, and is not while nothing of it lives."""

import os
import signal
import subprocess
import sys
from datetime import datetime

import pytest

from core.errors import CodedError
from gates.cohort.node_profile import NodeProfile
from tasks.cohort.running import Running
from tasks.cohort.volunteer import VolunteerFolder, set_up
from tasks.project.clock import VARIABLE, moment_now
from tasks.project.files import PROJECT_ROOT
from tests.gates.cohort.bundles import profile
from tests.tasks.cohort.volunteer_node import issued

PROCESS = """
import sys
from pathlib import Path
from tasks.cohort.running import Running
from tasks.cohort.volunteer import VolunteerFolder
code = "import time; print('[smoke] begun', flush=True); time.sleep(60)"
running = Running(Path(sys.argv[1]), VolunteerFolder(Path(sys.argv[1]) / "volunteer"), "reduced", [sys.executable, "-c", code])
for _ in running.cycles(None, 1, lambda line: print(line, flush=True)):
    pass
"""


@pytest.fixture
def folder(tmp_path) -> VolunteerFolder:
    made = VolunteerFolder(tmp_path / "volunteer")
    set_up(made, NodeProfile.model_validate(profile()), issued(), now=moment_now())
    return made


def cycles(folder: VolunteerFolder, said: list[str], *, num: int = 2) -> list[str]:
    running = Running(folder.root.parent, folder, "reduced", [sys.executable, "-c", "print('[smoke] nothing')"])
    return [cycle.error.code if cycle.error else "" for cycle in running.cycles(None, num, said.append)]


def test_cycles_that_fail_do_not_end_the_node(folder: VolunteerFolder):
    said: list[str] = []
    assert cycles(folder, said) == ["gates.artifact.missing"] * 2
    assert said == [line for number in (1, 2) for line in (f"cycle {number} of 2", "[smoke] nothing")]
    (span,) = folder.state().up
    assert datetime.fromisoformat(span.from_utc) <= datetime.fromisoformat(span.to_utc)


def test_a_second_process_is_refused_and_a_killed_one_leaves_nothing_in_the_way(folder: VolunteerFolder):
    command = [sys.executable, "-c", PROCESS, str(folder.root.parent)]
    with subprocess.Popen(command, cwd=PROJECT_ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stdout is not None
        while process.stdout.readline() != "[smoke] begun\n":
            pass
        with pytest.raises(CodedError) as caught:
            cycles(folder, [])
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert caught.value.code == "tasks.volunteer.busy"
        num_spans = len(folder.state().up)
        assert len(cycles(folder, [], num=1)) == 1
    assert num_spans == 1


def test_a_node_that_is_no_rehearsals_does_not_take_its_clock(folder: VolunteerFolder, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(os.environ, VARIABLE, "2026-01-05T12:00:00Z")
    with pytest.raises(CodedError) as caught:
        cycles(folder, [])
    assert caught.value.code == "tasks.rehearsal.clock"
