"""A gate's exit status is its verdict; a signal interrupts it once."""

import os
import signal
import subprocess
import sys

import pytest

from flows.entry import signals_interrupt
from tasks.project.files import PROJECT_ROOT


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_interrupts_and_a_second_does_not_cut_the_tidying_short(number: signal.Signals) -> None:
    tidied: list[bool] = []

    def work() -> None:
        try:
            os.kill(os.getpid(), number)
        finally:
            os.kill(os.getpid(), number)
            tidied.append(True)

    with pytest.raises(KeyboardInterrupt), signals_interrupt():
        work()
    assert tidied


def test_the_handlers_are_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with signals_interrupt():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before


def test_leaving_says_what_is_queued_and_gives_the_status() -> None:
    code = "import sys; from flows.entry import leave; sys.stdout.write('said'); sys.stderr.write('told'); leave(130)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PROJECT_ROOT, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (130, "said", "told")


def test_leaving_survives_a_reader_that_has_gone() -> None:
    code = "import os; from flows.entry import leave; print('said'); os.close(1); leave(1)"
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT_ROOT, timeout=120).returncode == 1


def test_the_collector_rests_while_modules_are_loaded_and_works_during_the_run() -> None:
    code = """
import gc
from flows.local_api.environment import enter_project_environment
enter_project_environment()
before = gc.isenabled()
from flows.entry import run_flow
from gates.errors import GateUnknownError
def prepare(_): return run
def run(_): raise GateUnknownError(str(gc.isenabled()))
run_flow(prepare, "tests", None)
print(before)
"""
    environment = {**os.environ, "P2P_AGENT_PREFECT_API_URL": "http://127.0.0.1:9/api"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=PROJECT_ROOT, env=environment, timeout=120)
    assert (done.stdout.strip(), "True" in done.stderr) == ("False", True)
