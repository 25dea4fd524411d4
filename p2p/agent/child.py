"""The host's side of its computing process: started at the first call, one call after another, ended with the agent."""

import math
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import structlog
import trio
from pydantic import BaseModel

from p2p.agent.compute import compute_process_environment
from p2p.agent.errors import WorkerLostError, coded_error
from p2p.agent.home import AgentHome
from p2p.agent.operations import MAX_FRAME_BYTES, AnyOperation, Call, Reply
from p2p.errors import WorkerFailedError
from p2p.wire.framing import FrameDecoder, encode_frame

Answer = TypeVar("Answer", bound=BaseModel)

_READ_BYTES = 65_536
_END_PATIENCE_S = 2.0
_REPOSITORY = Path(__file__).resolve().parents[2]

log = structlog.get_logger(__name__)


class WorkerChild:
    """One computing process for all of an agent's sessions; a call that is cancelled is finished and forgotten by it."""

    def __init__(self, home: AgentHome, environment: Mapping[str, str] | None = None) -> None:
        self._home = home
        self._environment = environment
        self._process: trio.Process | None = None
        self._lock = trio.Lock()
        self._decoder = FrameDecoder(MAX_FRAME_BYTES)
        self._number = 0

    @property
    def pid(self) -> int | None:
        """The process's id once it has been started."""
        return self._process.pid if self._process else None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with trio.CancelScope(shield=True):
            await self.end()

    async def call(self, operation: AnyOperation, answer: type[Answer], timeout_s: float = math.inf) -> Answer:
        """Run `operation` in the process and return its answer; a process that exceeds `timeout_s` is ended.

        Errors: those of the operation, WorkerFailedError (p2p.worker.failed), WorkerLostError (p2p.worker.lost):
        the process is then started again by the next call.
        """
        with trio.move_on_after(timeout_s):
            return await self._call(operation, answer)
        with trio.CancelScope(shield=True):
            await self._forget()
        raise WorkerLostError("the computing process did not answer in time", operation=operation.op, timeout_s=timeout_s)

    async def _call(self, operation: AnyOperation, answer: type[Answer]) -> Answer:
        async with self._lock:
            process = await self._running()
            self._number += 1
            number = self._number
            frame = encode_frame(Call(number=number, operation=operation).model_dump_json().encode())
            try:
                # A half-written call would garble every later one: the write is never cut off.
                with trio.CancelScope(shield=True):
                    assert process.stdin is not None
                    await process.stdin.send_all(frame)
                reply = await self._reply(process, number)
            except (trio.BrokenResourceError, trio.ClosedResourceError) as error:
                await self._forget()
                raise WorkerLostError("the computing process ended in the middle of a call", operation=operation.op) from error
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
        log.info("worker.started", pid=self._process.pid)
        return self._process

    async def _start(self) -> trio.Process:
        environment = compute_process_environment(self._environment)
        environment["PYTHONPATH"] = str(_REPOSITORY)
        command = [sys.executable, "-P", "-m", "p2p.agent.worker", "--home", str(self._home.path)]
        with (self._home.logs / "worker.err").open("wb") as errors:
            return await trio.lowlevel.open_process(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, env=environment, cwd=self._home.path
            )

    async def _reply(self, process: trio.Process, number: int) -> Reply:
        """The reply of this number; those of cancelled calls before it are dropped."""
        assert process.stdout is not None
        while True:
            frame = self._decoder.next_frame()
            if frame is not None:
                reply = Reply.model_validate_json(frame)
                if reply.number == number:
                    return reply
                continue
            data = await process.stdout.receive_some(_READ_BYTES)
            if not data:
                raise trio.BrokenResourceError("the worker's answers ended")
            self._decoder.feed(bytes(data))

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
