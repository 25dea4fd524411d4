"""What a sweep hands down to its stages through the environment: its Prefect API, its tags, and itself to live by."""

import os
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

API_URL, TAGS, SWEEP_PID = "P2P_AGENT_PREFECT_API_URL", "P2P_AGENT_PREFECT_TAGS", "P2P_AGENT_SWEEP_PID"
LEASH_POLL_S = 1.0


@dataclass(frozen=True, slots=True)
class HandedDown:
    """The API that a stage reports to, the tags of its flow run, and the process without which it ends; each may be absent."""

    api_url: str | None = None
    tags: tuple[str, ...] = ()
    sweep_pid: int | None = None

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "HandedDown":
        """What `environment` hands down; nothing where the process is no stage of a sweep."""
        pid = environment.get(SWEEP_PID, "")
        tags = tuple(tag for tag in environment.get(TAGS, "").split(",") if tag)
        return cls(environment.get(API_URL) or None, tags, int(pid) if pid.isdecimal() else None)

    def as_environment(self) -> dict[str, str]:
        """The variables that `read` reads."""
        said = {API_URL: self.api_url or "", TAGS: ",".join(self.tags), SWEEP_PID: "" if self.sweep_pid is None else str(self.sweep_pid)}
        return {name: value for name, value in said.items() if value}


@contextmanager
def handing_down(what: HandedDown) -> Iterator[None]:
    """Hand `what` down to every process that the block starts."""
    before = {name: os.environ.pop(name, None) for name in (API_URL, TAGS, SWEEP_PID)}
    os.environ.update(what.as_environment())
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def end_with(pid: int) -> None:
    """Interrupt this process once the process `pid` is gone: a stage whose sweep was killed must not go on writing."""
    try:
        sweep = psutil.Process(pid)
    except psutil.NoSuchProcess:
        sweep = None

    def watch() -> None:
        while sweep is not None and sweep.is_running() and sweep.status() != psutil.STATUS_ZOMBIE:
            time.sleep(LEASH_POLL_S)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="leash", daemon=True).start()
