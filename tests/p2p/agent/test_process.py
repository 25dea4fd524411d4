"""What ends with what, by process id."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from core.signing.keys import SigningKey
from p2p.agent.storage.home import AgentHome, HomeState
from p2p.agent.training.sessions import SessionRequest

ROOT = Path(__file__).resolve().parents[3]
LAUNCHER = """
import sys, time
from p2p.agent.storage.home import AgentHome
from p2p.agent.launch import start_agent
agent = start_agent(AgentHome.at(sys.argv[1]), leash=True)
print(agent.pid, flush=True)
time.sleep(600)
"""


def await_end(*pids: int, timeout_s: float = 20.0) -> None:
    give_up = time.monotonic() + timeout_s
    while any(is_running(pid) for pid in pids):
        assert time.monotonic() < give_up, f"still running: {pids}"
        time.sleep(0.02)


def is_running(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
def working(start, make_plan):
    """An agent whose worker lives, since it has begun a session, with nobody."""

    def make():
        agent, nobody = start(), SigningKey.generate().peer_id
        agent.client.trust_add(nobody)
        agent.client.start_session(SessionRequest(plan=make_plan(num_clients=1), participants=(nobody,), corpus="none"))
        give_up = time.monotonic() + 20
        while (worker := agent.client.id().worker_pid) is None:
            assert time.monotonic() < give_up
            time.sleep(0.02)
        return agent, worker

    return make


@pytest.mark.parametrize("way", ["SIGTERM", "SIGINT", "api", "leash"])
def test_a_stop_leaves_neither_process_nor_socket(working, way: str) -> None:
    agent, worker = working()
    if way == "api":
        agent.client.stop()
    elif way == "leash":
        agent.process.stdin.close()
        agent.process.stdin = None
    else:
        agent.process.send_signal(signal.Signals[way])
    assert agent.process.wait(20) == 0
    await_end(worker)
    assert agent.home.state() is HomeState.absent


def test_a_killed_agent_takes_its_worker_along(working) -> None:
    agent, worker = working()
    agent.process.kill()
    agent.process.wait()
    await_end(worker)


def test_a_killed_launcher_leaves_nothing_running(tmp_path, environment) -> None:
    home = AgentHome.at(tmp_path / "home")
    launcher = subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, str(home.path)], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    agent_pid = int(launcher.stdout.readline())
    launcher.kill()
    launcher.wait()
    launcher.stdout.close()
    await_end(agent_pid)
    assert home.state() is HomeState.absent


def test_without_a_leash_the_agent_outlives_its_launcher(tmp_path, environment) -> None:
    home = AgentHome.at(tmp_path / "home")
    program = LAUNCHER.replace("leash=True", "leash=False").replace("time.sleep(600)", "")
    said = subprocess.run([sys.executable, "-c", program, str(home.path)], cwd=ROOT, env=environment, capture_output=True, text=True)
    pid = int(said.stdout)
    assert home.state() is HomeState.running
    os.kill(pid, signal.SIGTERM)
    await_end(pid)


def test_the_host_loads_neither_torch_nor_numpy(start) -> None:
    maps = Path(f"/proc/{start().pid}/maps")
    if not maps.exists():
        pytest.skip("no /proc here")
    loaded = maps.read_text()
    assert [name for name in ("torch", "numpy", "scipy", "openblas") if name in loaded] == []
