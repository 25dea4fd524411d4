"""The gates run in a process that is away from the terminal's signals, is interrupted once, and outlives nothing."""

import os
import signal
import sys
import threading

import psutil
import pytest

from tasks.cohort.cycle_gates import gates_command, gates_process
from tasks.project.files import PROJECT_ROOT
from tasks.project.signals import signals_interrupt
from tasks.sweep.handed_down import HandedDown

PATIENT = """
import os, signal, sys, time
def end(*_):
    print("tidied " + "x" * 200_000, flush=True)
    open(sys.argv[1] + "/tidied", "w").close()
    sys.exit(130)
signal.signal(signal.SIGINT, end)
print(os.getpid(), flush=True)
time.sleep(60)
"""


def test_every_line_is_told_and_the_status_returned(tmp_path):
    said: list[str] = []
    code = "import sys; print('[smoke] a: ok'); print('b', file=sys.stderr); sys.exit(3)"
    assert gates_process(tmp_path, [sys.executable, "-c", code])(said.append) == 3
    assert sorted(said) == ["[smoke] a: ok", "b"]


def test_the_process_is_told_to_end_with_this_one(tmp_path):
    said: list[str] = []
    code = "import os; print(os.environ['P2P_AGENT_SWEEP_PID']); print('P2P_AGENT_RUN_ID' in os.environ)"
    gates_process(tmp_path, [sys.executable, "-c", code])(said.append)
    assert said == [str(os.getpid()), "False"]
    assert HandedDown.read(os.environ).sweep_pid is None


def test_an_interrupt_lets_the_process_tidy_up_and_waits_for_it(tmp_path):
    pids: list[int] = []

    def say(line: str) -> None:
        pids.append(int(line))
        threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGTERM)).start()

    with pytest.raises(KeyboardInterrupt), signals_interrupt():
        gates_process(tmp_path, [sys.executable, "-c", PATIENT, str(tmp_path)])(say)
    assert (tmp_path / "tidied").exists() and not psutil.pid_exists(pids[0])


def test_dvc_decides_what_runs_but_for_smoke_and_a_rehearsal_has_a_command_of_its_own():
    words = gates_command(PROJECT_ROOT, "reduced")
    assert words[1:7] == ["-m", "flows.sweep", "--profile", "reduced", "--again", "smoke"] and "utility_fairness" in words
    assert gates_command(PROJECT_ROOT, "rehearsal")[1:] == ["-m", "flows.cycle"]
