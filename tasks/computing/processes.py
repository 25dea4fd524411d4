"""Computing processes, several at a time where threads ask for them; all of them end with the block that they were asked in."""

import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from p2p.agent.computing.environment import compute_process_environment
from tasks.errors import ComputationFailedError
from tasks.project.files import PROJECT_ROOT

TIMEOUT_S = 3600.0
"""Whatever computes for so long is stuck; a seed of the full profile on a machine that is slow, or busy with other work, is not."""


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

    def answer(self, module: str, *arguments: str, given: bytes = b"", folder: Path = PROJECT_ROOT) -> bytes:
        """What `run` had the module print.

        Errors: ComputationFailedError (tasks.computation.failed) with what the process said last.
        """
        named = " ".join((module, *arguments))
        try:
            done = self.run(module, *arguments, given=given, folder=folder)
        except subprocess.TimeoutExpired as error:
            raise ComputationFailedError(f"{named} took too long", timeout_s=TIMEOUT_S) from error
        if done.returncode != 0:
            raise ComputationFailedError(f"{named} failed: {last_words(done)}", exit_status=done.returncode)
        return done.stdout

    def run(
        self,
        module: str,
        *arguments: str,
        given: bytes = b"",
        timeout_s: float = TIMEOUT_S,
        environment: Mapping[str, str] | None = None,
        folder: Path = PROJECT_ROOT,
    ) -> subprocess.CompletedProcess[bytes]:
        """`python -m module` to its end, with `given` on its standard input, in the environment of every computing process.

        Errors: subprocess.TimeoutExpired after `timeout_s`, when the process is ended;
        ComputationFailedError (tasks.computation.failed) where the block has ended.
        """
        process = self._start((sys.executable, "-m", module, *arguments), compute_process_environment(environment), folder)
        try:
            said, complaints = process.communicate(given, timeout=timeout_s)
        finally:
            self._end(process)
        return subprocess.CompletedProcess(process.args, process.returncode, said, complaints)

    def _start(self, command: tuple[str, ...], environment: Mapping[str, str], folder: Path) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._is_closed:
                raise ComputationFailedError("the run that asked for the computation has ended")
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment,
                cwd=folder,
            )
            self._running.add(process)
            return process

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        if process.poll() is None:
            process.kill()
            process.wait()
        with self._lock:
            self._running.discard(process)


def last_words(done: subprocess.CompletedProcess[bytes]) -> str:
    """The last line that a failed process said, or how it ended without one."""
    said = done.stderr.decode(errors="replace").strip().splitlines()
    unsaid = f"ended by signal {-done.returncode}" if done.returncode < 0 else "it said nothing"
    return said[-1] if said else unsaid
