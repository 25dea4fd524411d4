"""A slow processor: an agent's computing processes are stopped whenever they have had their share of it. The agent itself runs on."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import psutil

PERIOD_S = 0.1
"""So much of its share a process may save up while it waits for work."""
SLICE_S = 0.005
SEARCH_S = 0.1
WORKER = "p2p.agent.computing.worker"


@contextmanager
def slowed(agent_pid: int, share: float) -> Iterator[None]:
    """Let the computing processes of the agent have the `share` of a processor, from 0 to 1; afterwards they run as before.

    What they have had is read off the system and not off the clock, so that a busy machine gives them no more. A process that the agent
    starts in the block is slowed as well.
    """
    ended = threading.Event()
    thread = threading.Thread(target=_ration, args=(agent_pid, share, ended), daemon=True)
    if share < 1:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        if thread.is_alive():
            thread.join()


def computing_processes(agent_pid: int) -> list[psutil.Process]:
    """The computing processes of an agent that run now."""
    with suppress(psutil.NoSuchProcess):
        return [child for child in psutil.Process(agent_pid).children() if _is_worker(child)]
    return []


@dataclass(slots=True)
class _Rationed:
    """One computing process; `credit_s` are the processor's seconds that it may still have."""

    process: psutil.Process
    seen_s: float
    used_s: float
    credit_s: float = 0.0

    def look(self, share: float) -> None:
        """Let it run where it has credit, and stop it where it has none; a process that is gone needs neither."""
        with suppress(psutil.NoSuchProcess):
            now_s, used_s = time.monotonic(), _processor_s(self.process)
            self.credit_s = min(share * PERIOD_S, self.credit_s + share * (now_s - self.seen_s)) - (used_s - self.used_s)
            self.seen_s, self.used_s = now_s, used_s
            if self.credit_s > 0:
                self.process.resume()
            else:
                self.process.suspend()


def _ration(agent_pid: int, share: float, ended: threading.Event) -> None:
    found: dict[psutil.Process, _Rationed] = {}
    searched_s = float("-inf")
    try:
        while not ended.wait(SLICE_S):
            if time.monotonic() - searched_s >= SEARCH_S:
                for process in computing_processes(agent_pid):
                    with suppress(psutil.NoSuchProcess):
                        found.setdefault(process, _Rationed(process, time.monotonic(), _processor_s(process)))
                searched_s = time.monotonic()
            for one in found.values():
                one.look(share)
    finally:
        for process in found:
            with suppress(psutil.NoSuchProcess):
                process.resume()


def _processor_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def _is_worker(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
        return WORKER in process.cmdline()
    return False
