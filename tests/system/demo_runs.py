"""Demo runs as a person starts them, each with a temporary folder of its own, and what they leave behind."""

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.system.marked_processes import MARK, marked_processes

ROOT = Path(__file__).resolve().parents[2]


@dataclass(slots=True)
class DemoRun:
    """`p2p-agent demo --json` with `options`; `prefix` are words before it, such as those that enter a namespace."""

    temporary: Path
    options: Sequence[str] = ("--task", "echo")
    prefix: Sequence[str] = ()
    more: Mapping[str, str] = field(default_factory=dict[str, str])
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)
    process: "subprocess.Popen[str] | None" = None

    def start(self) -> "subprocess.Popen[str]":
        """Begin, leading a process group of its own as a shell's job does."""
        own = {MARK: self.mark, "TMPDIR": str(self.temporary), "P2P_AGENT_INTERFACES": "127.0.0.1", "PYTHONPATH": str(ROOT)}
        words = [*self.prefix, sys.executable, "-m", "cli.main", "demo", "--json", *self.options]
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self.process = subprocess.Popen(words, cwd=ROOT, env={**os.environ, **own, **self.more}, text=True, process_group=0, **pipes)
        return self.process

    def finish(self, timeout_s: float = 120.0) -> tuple[int, list[dict], float]:
        """Exit status, the events told, and the seconds since the call."""
        started_s = time.monotonic()
        process = self.process or self.start()
        try:
            out, err = process.communicate(timeout=timeout_s)
        except subprocess.TimeoutExpired:
            self.end()
            raise
        events = [json.loads(line) for line in out.splitlines()]
        if process.returncode == 1 and not events:
            raise AssertionError(err)
        return process.returncode, events, time.monotonic() - started_s

    def until(self, event: str) -> dict:
        """The next event of that name."""
        assert self.process is not None
        assert self.process.stdout is not None
        for line in self.process.stdout:
            told = json.loads(line)
            if told["event"] == event:
                return told
        raise AssertionError(f"the demo ended without {event}")

    def processes(self) -> list[psutil.Process]:
        """Every living process of the run."""
        return marked_processes(self.mark)

    def left(self) -> list[str]:
        """The run's processes, folders and sockets that are there still."""
        return [*(str(process) for process in self.processes()), *(str(path) for path in self.temporary.iterdir())]

    def await_end_of_agents(self, timeout_s: float = 30.0) -> None:
        """Return when no process of the run lives."""
        give_up = time.monotonic() + timeout_s
        while self.processes():
            assert time.monotonic() < give_up, self.processes()
            time.sleep(0.05)

    def end(self) -> None:
        """End whatever a failed test leaves running."""
        for process in self.processes():
            process.send_signal(signal.SIGKILL)
