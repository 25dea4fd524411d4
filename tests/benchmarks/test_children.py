"""What a child prints last is its result; its memory is watched with that of its own children, which end with it."""

import os
import sys

import psutil
import pytest

from benchmarks.children import ChildFailedError, run_child
from tests.system.marked_processes import command_of

SLEEP = "import time; time.sleep(60)  # of this test"
GRANDCHILD = "import time, sys; data = bytearray(b'x') * (80 << 20); print('ready', flush=True); time.sleep(60)"
PARENT = f"""
import json, os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", {GRANDCHILD!r}], stdout=subprocess.PIPE)
child.stdout.readline()
time.sleep(3)
print("noise")
print(json.dumps({{"pid": child.pid, "cores": len(os.sched_getaffinity(0))}}))
print("more noise")
"""


def test_memory_of_a_grandchild_counts_and_it_ends_with_the_child():
    outcome = run_child([sys.executable, "-c", PARENT], os.environ, 1, 60)
    assert outcome.found["cores"] == 1
    assert 80 << 20 < outcome.peak_bytes < 200 << 20


def test_child_without_a_result_fails_with_its_last_words():
    with pytest.raises(ChildFailedError, match="no module of that name"):
        run_child([sys.executable, "-c", "raise SystemExit('no module of that name')"], os.environ, 1, 60)


def test_child_that_does_not_end_is_ended():
    with pytest.raises(ChildFailedError, match="no end"):
        run_child([sys.executable, "-c", SLEEP], os.environ, 1, 0.5)
    assert not [process for process in psutil.Process().children() if SLEEP in command_of(process)]
