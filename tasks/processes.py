"""Computing processes, several at a time where threads ask for them; all of them end with the block that they were asked in."""

import subprocess
import sys
import threading
from types import TracebackType

from pydantic import TypeAdapter

from p2p.agent.compute import compute_process_environment
from tasks.computations import COMPUTATIONS, Evaluate, Result, ShareOut, Simulate
from tasks.errors import ComputationFailedError
from tasks.project_files import PROJECT_ROOT

TIMEOUT_S = 600.0
_RESULTS: TypeAdapter[tuple[Result, ...]] = TypeAdapter(tuple[Result, ...])


class ComputingProcesses:
    """The processes of one block: none outlives it, however it ends, and none is started once it has ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._is_closed = False

    def __enter__(self) -> "ComputingProcesses":
        """The processes, none of which runs yet."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        """End those that still run; threads that wait for them get ComputationFailedError."""
        with self._lock:
            self._is_closed = True
            running = tuple(self._running)
        for process in running:
            process.kill()
        for process in running:
            process.wait()

    def compute(self, *computations: ShareOut | Simulate | Evaluate) -> tuple[Result, ...]:
        """The results of the computations, in order, from a fresh process in the environment of every computing process.

        Errors: ComputationFailedError (tasks.computation.failed) with what the process said last.
        """
        process = self._start()
        try:
            said, complaints = process.communicate(COMPUTATIONS.dump_json(computations), timeout=TIMEOUT_S)
        except subprocess.TimeoutExpired as error:
            raise ComputationFailedError("a computing process took too long", timeout_s=TIMEOUT_S) from error
        finally:
            self._end(process)
        if process.returncode != 0:
            last = complaints.decode(errors="replace").strip().splitlines()[-1:] or ["it said nothing"]
            raise ComputationFailedError(f"a computing process failed: {last[0]}", exit_status=process.returncode)
        return _RESULTS.validate_json(said)

    def _start(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._is_closed:
                raise ComputationFailedError("the run that asked for the computation has ended")
            process = subprocess.Popen(
                [sys.executable, "-m", "tasks.computing"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=compute_process_environment(),
                cwd=PROJECT_ROOT,
            )
            self._running.add(process)
            return process

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        if process.poll() is None:
            process.kill()
            process.wait()
        with self._lock:
            self._running.discard(process)


def compute(*computations: ShareOut | Simulate | Evaluate) -> tuple[Result, ...]:
    """The results of the computations, in order, from one process; the errors of `ComputingProcesses.compute`."""
    with ComputingProcesses() as processes:
        return processes.compute(*computations)
