"""Admission: so many runs at once, so many that wait, and an honest word to whoever comes then."""

import trio

from p2p.errors import TaskBusyError
from p2p.protocols.capability import Limits

MIN_RETRY_AFTER_MS = 100
MAX_RETRY_AFTER_MS = 30_000
_WEIGHT_OF_LATEST = 0.3


class Gate:
    """Lets the tasks of one capability in, first come first served, within its limits."""

    def __init__(self, limits: Limits) -> None:
        self.num_queued = 0
        self._limits = limits
        self._places = trio.CapacityLimiter(limits.concurrency)
        self._started_s: set[float] = set()
        self._recent_s = 0.0

    @property
    def num_running(self) -> int:
        """How many hold a place."""
        return self._places.borrowed_tokens

    def place(self) -> "_Place":
        """Wait for a place and hold it, with `async with`.

        Errors: TaskBusyError (p2p.task.busy) with `retry_after_ms`, where the queue is full.
        """
        return _Place(self)

    async def enter(self) -> float:
        """Wait for a place; when it was had.

        Errors: TaskBusyError (p2p.task.busy).
        """
        if self._places.available_tokens < 1 and self.num_queued >= self._limits.queue:
            raise TaskBusyError("too many tasks at once", retry_after_ms=self.retry_after_ms())
        self.num_queued += 1
        try:
            try:
                self._places.acquire_nowait()
            except trio.WouldBlock:
                await self._places.acquire()
        finally:
            self.num_queued -= 1
        started_s = trio.current_time()
        self._started_s.add(started_s)
        return started_s

    def leave(self, started_s: float) -> None:
        """Give the place back that was had at `started_s`."""
        self._places.release()
        self._started_s.discard(started_s)
        self._note(trio.current_time() - started_s)

    def retry_after_ms(self) -> int:
        """By when everything that waits now should have started, judged by what runs took lately and take now."""
        now_s = trio.current_time()
        running_s = max((now_s - started_s for started_s in self._started_s), default=0.0)
        wait_s = max(self._recent_s, running_s) * (self.num_queued + 1) / self._limits.concurrency
        return min(max(MIN_RETRY_AFTER_MS, round(wait_s * 1000)), MAX_RETRY_AFTER_MS)

    def _note(self, duration_s: float) -> None:
        self._recent_s += (duration_s - self._recent_s) * (_WEIGHT_OF_LATEST if self._recent_s else 1.0)


class _Place:
    """A place in `gate`; a generator would cost several times as much, with every task."""

    __slots__ = ("_gate", "_started_s")

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._started_s = 0.0

    async def __aenter__(self) -> None:
        self._started_s = await self._gate.enter()

    async def __aexit__(self, *reason: object) -> None:
        self._gate.leave(self._started_s)
