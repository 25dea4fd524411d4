"""What a sweep hands down to its stages through the environment: its Prefect API, its run id, and itself to live by."""

import os
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

API_URL, RUN_ID, SWEEP_PID = "P2P_AGENT_PREFECT_API_URL", "P2P_AGENT_RUN_ID", "P2P_AGENT_SWEEP_PID"
LEASH_POLL_S = 1.0


@dataclass(frozen=True, slots=True)
class HandedDown:
    """The API that a stage reports to, the id of its run, and the process without which it ends; each may be absent."""

    api_url: str | None = None
    run_id: str | None = None
    sweep_pid: int | None = None

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "HandedDown":
        """What `environment` hands down; nothing where the process is no stage of a sweep."""
        pid = environment.get(SWEEP_PID, "")
        return cls(environment.get(API_URL) or None, environment.get(RUN_ID) or None, int(pid) if pid.isdecimal() else None)

    def as_environment(self) -> dict[str, str]:
        """The variables that `read` reads."""
        said = {API_URL: self.api_url or "", RUN_ID: self.run_id or "", SWEEP_PID: "" if self.sweep_pid is None else str(self.sweep_pid)}
        return {name: value for name, value in said.items() if value}


@contextmanager
def handing_down(what: HandedDown) -> Iterator[None]:
    """Hand `what` down to every process that the block starts."""
    before = {name: os.environ.pop(name, None) for name in (API_URL, RUN_ID, SWEEP_PID)}
    os.environ.update(what.as_environment())
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def end_with(pid: int) -> None:
    """Interrupt this process once the process `pid` is gone: a stage whose sweep was killed must not go on writing, nor what it computes."""
    try:
        sweep = psutil.Process(pid)
    except psutil.NoSuchProcess:
        sweep = None

    def watch() -> None:
        while sweep is not None and lives(sweep):
            time.sleep(LEASH_POLL_S)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="leash", daemon=True).start()


def lives(process: psutil.Process) -> bool:
    """Whether it is still the process that it was; it may go while it is looked at."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
