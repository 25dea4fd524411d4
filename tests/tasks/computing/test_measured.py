"""The process that is measured tells its own figures: those of its program, and of the one call."""

import json
import os
import subprocess
import sys

import psutil

from tasks.computing.measured import peak_rss_bytes, run
from tasks.project.files import PROJECT_ROOT

MIB = 2**20


def ask(asked: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tasks.computing.measured"]
    return subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, cwd=PROJECT_ROOT, timeout=60, check=False)


def test_the_peak_is_no_less_than_what_is_held_now_and_stays_when_it_is_given_back():
    held = bytearray(os.urandom(MIB)) * 200
    with_it, now = peak_rss_bytes(), psutil.Process().memory_info().rss
    assert len(held) <= now <= with_it + 2 * MIB
    del held
    assert peak_rss_bytes() >= with_it - 2 * MIB > psutil.Process().memory_info().rss


def test_the_call_is_what_is_timed_and_its_result_the_payload():
    found = run("json:loads", '{"a": 1}', trace_heap=False)
    assert found["payload"] == {"a": 1}
    assert found["peak_heap_bytes"] is None
    assert isinstance(found["runtime_sec"], float) and found["runtime_sec"] > 0


def test_a_refusal_is_told_by_its_code_and_not_as_a_traceback():
    done = ask({"work": "learning.plan:parse_plan", "asked": {}, "trace_heap": False})
    assert done.returncode == 1
    assert done.stderr.startswith("learning.plan.invalid: ")
    assert "Traceback" not in done.stderr + done.stdout


def test_the_measured_process_starts_with_little():
    code = "import sys, tasks.computing.measured; print({'numpy', 'prefect', 'p2p', 'cryptography'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PROJECT_ROOT, timeout=60, check=True)
    assert done.stdout == "set()\n"
