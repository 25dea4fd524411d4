"""An agent's computing processes run for their share of the time, and again as before afterwards."""

import subprocess
import sys
import time
from collections.abc import Iterator

import psutil
import pytest

from tasks.agents.slowing import computing_processes, slowed

# Stands for an agent: its child is a process that computes, known by the name in its command.
AGENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "while True: pass", "p2p.agent.computing.worker"])
print(child.pid, flush=True)
sys.stdin.read()
child.kill()
child.wait()
"""


@pytest.fixture
def agent() -> Iterator[tuple[int, psutil.Process]]:
    """The process id of something like an agent, and its computing process."""
    with subprocess.Popen([sys.executable, "-c", AGENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.pid, psutil.Process(int(process.stdout.readline()))
        process.communicate(timeout=30)


def processor_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def test_a_slowed_process_gets_no_more_than_its_share_and_goes_on_afterwards(agent: tuple[int, psutil.Process]) -> None:
    pid, worker = agent
    assert computing_processes(pid) == [worker]
    with slowed(pid, 0.1):
        before, started = processor_s(worker), time.monotonic()
        time.sleep(1.0)
        used, passed = processor_s(worker) - before, time.monotonic() - started
    assert used <= 0.3 * passed
    assert worker.status() != psutil.STATUS_STOPPED
    give_up = time.monotonic() + 30
    while processor_s(worker) < before + used + 0.1:
        assert time.monotonic() < give_up
        time.sleep(0.05)


def test_a_whole_processor_stops_nothing_and_an_agent_that_is_gone_is_no_error(agent: tuple[int, psutil.Process]) -> None:
    pid, worker = agent
    with slowed(pid, 1.0):
        assert worker.status() != psutil.STATUS_STOPPED
    worker.kill()
    with slowed(pid, 0.5):
        time.sleep(0.2)
    with slowed(2**22 - 3, 0.5):
        time.sleep(0.1)
