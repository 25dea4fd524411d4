"""What a sweep hands down reaches its stages, and a stage ends with its sweep."""

import os
import subprocess
import sys

import psutil
import pytest

from tasks.project.files import PROJECT_ROOT
from tasks.sweep.handed_down import HandedDown, handing_down, lives

LEASHED = """
import time
from tasks.project.signals import signals_interrupt
from tasks.sweep.handed_down import end_with
try:
    with signals_interrupt():
        end_with({pid})
        print("begun", flush=True)
        time.sleep(60)
except KeyboardInterrupt:
    print("tidied", flush=True)
"""


def test_what_is_handed_down_is_what_is_read() -> None:
    given = HandedDown("http://127.0.0.1:1/api", "abc123", 7)
    assert HandedDown.read(given.as_environment()) == given
    assert HandedDown.read(HandedDown().as_environment()) == HandedDown()


def test_the_environment_is_put_back() -> None:
    before = dict(os.environ)
    with handing_down(HandedDown("http://127.0.0.1:1/api")):
        assert HandedDown.read(os.environ).api_url == "http://127.0.0.1:1/api"
        with handing_down(HandedDown()):
            assert HandedDown.read(os.environ) == HandedDown()
    assert dict(os.environ) == before


def test_a_stage_whose_sweep_is_killed_tidies_up_and_ends() -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as sweep:
        command = [sys.executable, "-c", LEASHED.format(pid=sweep.pid)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PROJECT_ROOT) as stage:
            assert stage.stdout is not None
            assert stage.stdout.readline() == "begun\n"
            sweep.kill()
            sweep.wait()
            assert stage.stdout.readline() == "tidied\n"


@pytest.mark.parametrize("is_seen_running", [False, True], ids=["gone before", "goes while it is looked at"])
def test_a_process_that_goes_lives_no_more(is_seen_running: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as started:
        process = psutil.Process(started.pid)
        assert lives(process)
        started.kill()
    if is_seen_running:
        monkeypatch.setattr(process, "is_running", lambda: True)
    assert not lives(process)
