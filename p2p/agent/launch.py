"""Starting and stopping agent processes, for the command line and for tasks; no trio in here."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from core.errors import CATALOGUE, CodedError
from p2p.agent.client.agent import AgentClient
from p2p.agent.errors import AgentStartFailedError
from p2p.agent.storage.home import AgentHome, AgentRecord, HomeState
from p2p.agent.telemetry.error_file import open_error_file
from p2p.errors import AgentAlreadyRunningError, AgentNotRunningError, AgentUnreachableError

START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 30.0
_POLL_S = 0.02
_TAIL_LINES = 12
_REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(slots=True)
class RunningAgent:
    """An agent that this process has started."""

    home: AgentHome
    record: AgentRecord
    client: AgentClient
    process: subprocess.Popen[bytes]

    @property
    def pid(self) -> int:
        """The agent's process id."""
        return self.process.pid

    def stop(self, timeout_s: float = STOP_TIMEOUT_S) -> None:
        """End the agent: INT, then TERM, then KILL, each after a third of `timeout_s`; nothing of it is left."""
        end_process(self.process, timeout_s)
        self.client.close()
        _tidy_up(self.home, self.process)


@dataclass(slots=True)
class StartingAgent:
    """An agent's process from its first moment on."""

    home: AgentHome
    process: subprocess.Popen[bytes]

    def ready(self) -> RunningAgent | None:
        """The agent once its record is there and its API answers; None before.

        Errors: AgentStartFailedError (p2p.agent.start_failed) with the tail of its log, or the code with which the agent
        refused to start.
        """
        if self.process.poll() is not None:
            raise _start_failure(self.home, self.process.pid, f"the agent ended with exit code {self.process.returncode}")
        record = self.home.record()
        if record is None or record.pid != self.process.pid:
            return None
        client = AgentClient.of_home(self.home)
        try:
            client.health()
        except BaseException:
            client.close()
            raise
        return RunningAgent(self.home, record, client, self.process)

    def wait(self, timeout_s: float) -> RunningAgent:
        """The agent as soon as it is ready; the errors of `ready`."""
        give_up = time.monotonic() + timeout_s
        while time.monotonic() < give_up:
            if (agent := self.ready()) is not None:
                return agent
            time.sleep(_POLL_S)
        raise _start_failure(self.home, self.process.pid, f"the agent was not ready in {timeout_s:g} s")

    def stop(self, timeout_s: float = STOP_TIMEOUT_S) -> None:
        """End a process that may be at its imports still, where an INT would be lost: TERM, then KILL."""
        end_process(self.process, timeout_s, (signal.SIGTERM, signal.SIGKILL))
        _tidy_up(self.home, self.process)


def begin_agent(home: AgentHome, *, environment: Mapping[str, str] | None = None, leash: bool) -> StartingAgent:
    """Start an agent in `home` and do not wait for it; with `leash` it ends when this process does.

    It has a session of its own, so that a terminal's Ctrl-C reaches only the launcher. `environment` is the whole
    environment of the agent, this process's by default.
    Errors: AgentAlreadyRunningError (p2p.agent.already_running), HomeInvalidError (p2p.home.invalid).
    """
    home.prepare()
    if home.state() is HomeState.running:
        record = home.record()
        raise AgentAlreadyRunningError("it is ended with: p2p-agent stop", home=str(home.path), pid=record.pid if record else None)
    with open_error_file(home.logs / "agent.err") as errors:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "p2p.agent.process", "--home", str(home.path), *(["--leash"] if leash else [])],
            stdin=subprocess.PIPE if leash else subprocess.DEVNULL,
            stdout=errors,
            stderr=errors,
            env={**(os.environ if environment is None else environment), "PYTHONPATH": str(_REPOSITORY)},
            cwd=home.path,
            start_new_session=True,
        )
    return StartingAgent(home, process)


def start_agent(
    home: AgentHome, *, environment: Mapping[str, str] | None = None, leash: bool, timeout_s: float = START_TIMEOUT_S
) -> RunningAgent:
    """Start an agent as `begin_agent` does, with its errors, and return when it is ready, with those of `StartingAgent.ready`."""
    starting = begin_agent(home, environment=environment, leash=leash)
    try:
        return starting.wait(timeout_s)
    except BaseException:
        starting.stop()
        raise


def stop_agent(home: AgentHome, timeout_s: float = STOP_TIMEOUT_S) -> int:
    """Stop the agent of `home`, whoever started it, and return its process id; also one whose local API does not answer.

    Errors: AgentNotRunningError (p2p.agent.not_running), AgentUnreachableError (p2p.agent.unreachable) when it lives on.
    """
    if home.state() is not HomeState.running:
        raise AgentNotRunningError("there is nothing to stop", home=str(home.path))
    pid: int | None = None
    for signal_number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        identified = _identified_pid(home)
        if identified is not None:
            pid = identified
            with suppress(ProcessLookupError):
                os.kill(pid, signal_number)
        give_up = time.monotonic() + timeout_s / 3
        while time.monotonic() < give_up:
            if home.state() is not HomeState.running:
                if pid is None:
                    raise AgentNotRunningError("the agent of this home has just ended", home=str(home.path))
                return pid
            time.sleep(_POLL_S)
    reason = "the agent does not end" if pid is not None else "the home is held by a process that does not say which it is"
    raise AgentUnreachableError(reason, home=str(home.path), pid=pid)


def _identified_pid(home: AgentHome) -> int | None:
    """The process id of the agent that holds the home, seen twice: a new holder may not have removed an old one's traces yet."""
    first = home.holder()
    time.sleep(_POLL_S)
    second = home.holder()
    return first.pid if first is not None and first == second else None


def end_process(
    process: subprocess.Popen[bytes], timeout_s: float, signals: Sequence[int] = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
) -> None:
    """End a child of this process: each of `signals` in turn, for an equal part of `timeout_s`."""
    for signal_number in signals:
        if process.poll() is not None:
            return
        process.send_signal(signal_number)
        try:
            process.wait(timeout_s / len(signals))
        except subprocess.TimeoutExpired:
            continue


def _tidy_up(home: AgentHome, process: subprocess.Popen[bytes]) -> None:
    """Give back what this process holds of an agent that has ended, and remove what it left behind."""
    if process.stdin is not None:
        process.stdin.close()
    if home.state() is HomeState.stale:
        home.clear()


def _start_failure(home: AgentHome, pid: int, reason: str) -> CodedError:
    """The refusal that the agent printed, or the tail of what it said."""
    lines = [*_tail(home.logs / "agent.log"), *_tail(home.logs / "agent.err")]
    for line in reversed(lines):
        try:
            said = json.loads(line)
        except ValueError:
            continue
        if isinstance(said, dict) and said.get("pid") == pid and said.get("code") in CATALOGUE:
            return CATALOGUE[said["code"]](str(said.get("message")), **said.get("context", {}))
    return AgentStartFailedError(f"{reason}; it said:\n" + "\n".join(lines), home=str(home.path))


def _tail(path: Path) -> list[str]:
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 16_384))
            return file.read().decode(errors="replace").splitlines()[-_TAIL_LINES:]
    except OSError:
        return []
