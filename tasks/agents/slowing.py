"""A slow processor: an agent's computing processes are stopped for a part of every tenth of a second. The agent itself runs on."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil

PERIOD_S = 0.1
WORKER = "p2p.agent.computing.worker"


@contextmanager
def slowed(agent_pid: int, share: float) -> Iterator[None]:
    """Let the computing processes of the agent run for the `share` of the time, from 0 to 1; afterwards they run as before.

    A process that the agent starts in the block is slowed as well, from its first period on.
    """
    ended = threading.Event()
    if share >= 1:
        yield
        return
    thread = threading.Thread(target=_by_turns, args=(agent_pid, share, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def computing_processes(agent_pid: int) -> list[psutil.Process]:
    """The computing processes of an agent that run now."""
    with suppress(psutil.NoSuchProcess):
        return [child for child in psutil.Process(agent_pid).children() if _is_worker(child)]
    return []


def _by_turns(agent_pid: int, share: float, ended: threading.Event) -> None:
    workers: list[psutil.Process] = []
    try:
        while not ended.is_set():
            if not workers or not all(worker.is_running() for worker in workers):
                workers = computing_processes(agent_pid)
            _tell(workers, is_stop=True)
            ended.wait(PERIOD_S * (1 - share))
            _tell(workers, is_stop=False)
            ended.wait(PERIOD_S * share)
    finally:
        _tell(workers, is_stop=False)


def _tell(workers: list[psutil.Process], *, is_stop: bool) -> None:
    for worker in workers:
        with suppress(psutil.NoSuchProcess):
            if is_stop:
                worker.suspend()
            else:
                worker.resume()


def _is_worker(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
        return WORKER in process.cmdline()
    return False
