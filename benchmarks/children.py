"""A child process that measures something: held to some processors, its memory watched together with that of its own children."""

import json
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psutil

_SHARE_OF_A_CORE = 0.02
"""What the watching may take of the time of the processor that it runs on."""


class ChildFailedError(Exception):
    """The child ended without a result; the text is the end of what it said."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The JSON object of the child's last line, when it was started (seconds since the epoch), and the most memory that was seen.

    Units: memory is the proportional set size of the child and all of its descendants together.
    """

    found: dict[str, Any]
    started_at: float
    peak_bytes: int


def run_child(command: Sequence[str], environment: Mapping[str, str], cores: int, timeout_s: float) -> Outcome:
    """Run it to its end on the last `cores` processors of this process.

    Errors: ChildFailedError.
    """
    held = sorted(os.sched_getaffinity(0))[-cores:]
    started_at = time.time()
    with tempfile.TemporaryFile("w+") as out:
        child = subprocess.Popen(
            command, env=dict(environment), stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
            preexec_fn=lambda: os.sched_setaffinity(0, held),
        )  # fmt: skip
        watch = _Watch(child.pid)
        try:
            child.wait(timeout_s)
        except subprocess.TimeoutExpired as error:
            raise ChildFailedError(f"no end after {timeout_s:.0f} s") from error
        finally:
            peak_bytes = watch.stop()
            for process in _tree(child.pid):
                process.kill()
            child.wait()
        out.seek(0)
        lines = out.read().splitlines()
    for line in reversed(lines):
        if line.startswith("{"):
            return Outcome(json.loads(line), started_at, peak_bytes)
    raise ChildFailedError(" | ".join(line for line in lines[-3:]) or f"it said nothing; exit status {child.returncode}")


class _Watch:
    """Looks at the memory of a process and its descendants, as often as costs little."""

    def __init__(self, pid: int) -> None:
        self._pid, self._peak_bytes, self._is_over = pid, 0, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        self._is_over.set()
        self._thread.join()
        return self._peak_bytes

    def _look(self) -> None:
        pause_s = 0.0
        while not self._is_over.wait(pause_s):
            before = time.perf_counter()
            self._peak_bytes = max(self._peak_bytes, tree_pss_bytes(self._pid))
            pause_s = max(0.05, (time.perf_counter() - before) / _SHARE_OF_A_CORE)


def tree_pss_bytes(pid: int) -> int:
    """The proportional set size of a process and its descendants: what is shared among them counts once."""
    total = 0
    for process in _tree(pid):
        try:
            with open(f"/proc/{process.pid}/smaps_rollup") as file:
                total += sum(1024 * int(line.split()[1]) for line in file if line.startswith("Pss:"))
        except OSError:
            continue  # it has ended
    return total


def _tree(pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
