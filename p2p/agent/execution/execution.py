"""An execution: one run of one task, and everybody who waits for it."""

from collections.abc import Generator
from contextlib import contextmanager
from functools import partial

import trio
from pydantic import JsonValue

from core.errors import CodedError
from p2p.errors import StreamClosedError, TaskFailedError, TaskTimeoutError
from p2p.stream import PeerStream
from p2p.wire.messages import TaskRequest


class Execution:
    """Begins with one stream that waits; more of the same sender may join. It is over when `done` is set.

    It is given up when its sender has reset the last stream that waits. Where the connection was lost it goes on within
    its time if its output `is_kept`, for the sender to come back to; else it is given up too.
    """

    def __init__(self, request: TaskRequest, deadline_s: float, stream: PeerStream, *, is_kept: bool) -> None:
        self.request = request
        self.is_kept = is_kept
        self.done = trio.Event()
        self.scope = trio.CancelScope(deadline=deadline_s)
        self.is_started = False
        self.is_given_up = False
        self._limit_s = float("inf")
        self._waiting = {stream}
        self._reason: CodedError | None = TaskFailedError("the task was not ended")
        self._output: JsonValue = None

    def start(self, time_s: float) -> None:
        """Note that the work begins; it may take `time_s`, also where a later request has more time left."""
        self.is_started = True
        self._limit_s = trio.current_time() + time_s
        self.scope.deadline = min(self.scope.deadline, self._limit_s)

    def succeed(self, output: JsonValue) -> None:
        """Note the output."""
        self._reason, self._output = None, output

    def fail(self, reason: CodedError) -> None:
        """Note why there is no output."""
        self._reason = reason

    def give_up(self, reason: CodedError) -> None:
        """Stop the work; who waits is told `reason`."""
        self.is_given_up = True
        self._reason = reason
        self.scope.cancel()

    def result(self) -> JsonValue:
        """The output, once it is over.

        Errors: what the work failed for.
        """
        if self._reason is not None:
            # One object that several tasks raise would collect the traceback of each.
            raise type(self._reason)(self._reason.message, **self._reason.context)
        return self._output

    async def join(self, stream: PeerStream, deadline_s: float) -> JsonValue:
        """The output, as soon as there is one.

        Errors: StreamClosedError (p2p.stream.closed) when `stream` breaks, TaskTimeoutError (p2p.task.timeout), and what
        the work failed for.
        """
        self._waiting.add(stream)
        self.scope.deadline = min(max(self.scope.deadline, deadline_s), self._limit_s)
        patience = trio.CancelScope(deadline=deadline_s)
        with self.watched(stream, patience), patience:
            await self.done.wait()
        if not patience.cancelled_caught:
            return self.result()
        if stream in self._waiting:
            self._waiting.discard(stream)
            raise TaskTimeoutError("the task did not end in time")
        raise StreamClosedError("nobody waits for the task", peer=stream.peer)

    @contextmanager
    def watched(self, stream: PeerStream, patience: trio.CancelScope | None = None) -> Generator[None]:
        """Notice when `stream` breaks, and cancel `patience` then; its quiet end of sending is no reason to."""
        stream.when_broken(partial(self._leave, stream, patience))
        try:
            yield
        finally:
            stream.when_broken(None)

    def _leave(self, stream: PeerStream, patience: trio.CancelScope | None) -> None:
        self._waiting.discard(stream)
        if patience is not None:
            patience.cancel()
        if not self._waiting and not (self.is_kept and stream.is_lost):
            self.give_up(StreamClosedError("nobody waits for the task", peer=stream.peer))
