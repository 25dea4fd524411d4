"""The host's side of its computing process: started at the first call, one call after another, ended with the agent."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import structlog
import trio
from pydantic import BaseModel

from p2p.agent.computing.environment import compute_process_environment
from p2p.agent.computing.operations import MAX_FRAME_BYTES, AnyOperation, Call, Reply
from p2p.agent.errors import WorkerLostError, coded_error
from p2p.agent.storage.home import AgentHome
from p2p.agent.telemetry.error_file import open_error_file
from p2p.errors import WorkerFailedError
from p2p.wire.framing import FrameDecoder, encode_frame

Answer = TypeVar("Answer", bound=BaseModel)

_READ_BYTES = 65_536
_END_PATIENCE_S = 2.0
_REPOSITORY = Path(__file__).resolve().parents[3]

log = structlog.get_logger(__name__)


class WorkerChild:
    """One computing process; a call that is cancelled or takes too long ends it, so that nothing unwanted occupies it."""

    def __init__(self, home: AgentHome, environment: Mapping[str, str] | None = None) -> None:
        self._home = home
        self._environment = environment
        self._process: trio.Process | None = None
        self._lock = trio.Lock()
        self._decoder = FrameDecoder(MAX_FRAME_BYTES)
        self._number = 0
        self.num_starts = 0

    @property
    def pid(self) -> int | None:
        """The process's id once it has been started."""
        return self._process.pid if self._process else None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with trio.CancelScope(shield=True):
            await self.end()

    async def call(self, operation: AnyOperation, answer: type[Answer], timeout_s: float) -> Answer:
        """Run `operation` in the process and return its answer; `timeout_s` includes the wait for the calls before it.

        Errors: those of the operation, WorkerFailedError (p2p.worker.failed), WorkerLostError (p2p.worker.lost):
        the process is then started again by the next call.
        """
        with trio.move_on_after(timeout_s):
            return await self._call(operation, answer)
        raise WorkerLostError("the computing process did not answer in time", operation=operation.op, timeout_s=timeout_s)

    async def _call(self, operation: AnyOperation, answer: type[Answer]) -> Answer:
        async with self._lock:
            is_answered = False
            try:
                reply = await self._exchange(await self._running(), operation)
                is_answered = True
            except (trio.BrokenResourceError, trio.ClosedResourceError) as error:
                raise WorkerLostError("the computing process ended in the middle of a call", operation=operation.op) from error
            finally:
                if not is_answered:
                    with trio.CancelScope(shield=True):
                        await self._forget()
        if reply.error is not None:
            raise coded_error(reply.error.code, reply.error.message, WorkerFailedError)
        return answer.model_validate(reply.result)

    async def end(self) -> None:
        """End the process: its stdin closes, and it is killed if that is not enough."""
        process = self._process
        if process is None:
            return
        if process.stdin is not None:
            await process.stdin.aclose()
        with trio.move_on_after(_END_PATIENCE_S):
            await process.wait()
        await self._forget()

    async def _running(self) -> trio.Process:
        if self._process is not None and self._process.poll() is None:
            return self._process
        await self._forget()
        self._process = await self._start()
        self.num_starts += 1
        log.info("worker.started", pid=self._process.pid)
        return self._process

    async def _start(self) -> trio.Process:
        environment = compute_process_environment(self._environment)
        environment["PYTHONPATH"] = str(_REPOSITORY)
        command = [sys.executable, "-P", "-m", "p2p.agent.computing.worker", "--home", str(self._home.path)]
        with open_error_file(self._home.logs / "worker.err") as errors:
            return await trio.lowlevel.open_process(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, env=environment, cwd=self._home.path
            )

    async def _exchange(self, process: trio.Process, operation: AnyOperation) -> Reply:
        """Send one call and read its reply."""
        assert process.stdin is not None
        assert process.stdout is not None
        self._number += 1
        await process.stdin.send_all(encode_frame(Call(number=self._number, operation=operation).model_dump_json().encode()))
        while (frame := self._decoder.next_frame()) is None:
            data = await process.stdout.receive_some(_READ_BYTES)
            if not data:
                raise trio.BrokenResourceError("the worker's answers ended")
            self._decoder.feed(bytes(data))
        reply = Reply.model_validate_json(frame)
        assert reply.number == self._number, "a process is asked one thing at a time"
        return reply

    async def _forget(self) -> None:
        process, self._process = self._process, None
        self._decoder = FrameDecoder(MAX_FRAME_BYTES)
        if process is None:
            return
        if process.poll() is None:
            process.kill()
        await process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                await pipe.aclose()
