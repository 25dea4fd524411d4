"""A gate's exit status is its verdict."""

import os
import subprocess
import sys

from tasks.project.files import PROJECT_ROOT


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
