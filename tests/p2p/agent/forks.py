"""Agents and other peers as forks of one process that has loaded their modules: to load them takes nine tenths of a start.

A fork is a process of its own as `begin_agent` makes one: with its session, environment, folder and standard streams, and it runs the
same `main`. How an agent is started for a user, tests/p2p/agent/test_launch.py, test_process.py, the demo's and the gates' tests try.
"""

import atexit
import io
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from p2p.agent.launch import START_TIMEOUT_S, RunningAgent, StartingAgent
from p2p.agent.storage.home import AgentHome, HomeState
from p2p.agent.telemetry.error_file import open_error_file
from tests.p2p.agent.fork_server import AGENT

ROOT = Path(__file__).resolve().parents[3]


class Fork:
    """What a test does with a process that it has started, as `subprocess.Popen` has it."""

    def __init__(
        self, words: list[str], cwd: Path, environment: Mapping[str, str], streams: tuple[int, int, int], network_of: int | None = None
    ) -> None:
        self.returncode: int | None = None
        self.stdin: BinaryIO | None = None
        self.stdout: io.TextIOWrapper | None = None
        self._ended, end = os.pipe()
        with TemporaryFile("w+") as wanted:
            json.dump({"words": words, "cwd": str(cwd), "environment": dict(environment), "network_of": network_of}, wanted)
            wanted.seek(0)
            self.pid = _server().fork([*streams, end, wanted.fileno()])
        os.close(end)

    def poll(self) -> int | None:
        """How the process ended; None while it lives."""
        return self._await(0)

    def wait(self, timeout: float | None = None) -> int:
        """How the process ended, within `timeout` seconds."""
        if (code := self._await(timeout)) is None:
            raise subprocess.TimeoutExpired("a fork", timeout or 0.0)
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def _await(self, timeout: float | None) -> int | None:
        if self.returncode is None and select.select([self._ended], [], [], timeout)[0]:
            self.returncode = int(os.read(self._ended, 16))
            os.close(self._ended)
        return self.returncode


class _Server:
    """The process that forks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asks, asked = socket.socketpair()
        with asked:
            self._process = subprocess.Popen(
                [sys.executable, "-P", str(Path(__file__).with_name("fork_server.py")), str(asked.fileno())],
                stdin=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                pass_fds=(asked.fileno(),),
                start_new_session=True,
            )
        atexit.register(self._end)

    def fork(self, fds: list[int]) -> int:
        with self._lock:
            socket.send_fds(self._asks, [b"!"], fds)
            return int.from_bytes(self._asks.recv(4), "big")

    def _end(self) -> None:
        self._asks.close()
        self._process.wait()


@cache
def _server() -> _Server:
    return _Server()


def fork_agent(home: AgentHome, environment: Mapping[str, str], network_of: int | None = None, program: str = AGENT) -> StartingAgent:
    """Begin an agent as `begin_agent` does, on a leash; where a process id is given, in the network namespace of that process.

    `program` is another script that runs an agent's `main`.
    """
    home.prepare()
    assert home.state() is not HomeState.running
    read, write = os.pipe()
    with open_error_file(home.logs / "agent.err") as errors:
        words = [program, "--home", str(home.path), "--leash"]
        process = Fork(words, home.path, environment, (read, errors.fileno(), errors.fileno()), network_of)
    os.close(read)
    process.stdin = os.fdopen(write, "wb")
    return StartingAgent(home, cast("subprocess.Popen[bytes]", process))


def start_fork(home: AgentHome, environment: Mapping[str, str], program: str = AGENT) -> RunningAgent:
    """Start an agent as `start_agent` does, on a leash."""
    starting = fork_agent(home, environment, program=program)
    try:
        return starting.wait(START_TIMEOUT_S)
    except BaseException:
        starting.stop()
        raise


def fork_script(script: Path, *words: str, environment: Mapping[str, str]) -> Fork:
    """Run `script` as a program; its output is read."""
    read, write = os.pipe()
    with open(os.devnull) as nothing:
        process = Fork([str(script), *words], Path.cwd(), environment, (nothing.fileno(), write, 2))
    os.close(write)
    process.stdout = os.fdopen(read)
    return process
