"""The pool: starts its processes, shares out the clients of a round, and puts the sums together."""

import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from types import TracebackType
from typing import Self, cast

from core.errors import CodedError
from learning.errors import PoolWorkerLostError, RunCancelledError
from learning.examples import Examples
from learning.loops.switch import loaded_loops
from learning.plan import TrainingPlan
from learning.pool.memory import RoundMemory, create_memory, share_shards
from learning.pool.messages import Begin, Start, Work
from learning.server import RoundAggregator
from learning.simulation import RunState, Trained

_REPOSITORY = Path(__file__).resolve().parents[2]
_GLANCE_S = 0.1
"""How often a pool that waits looks whether it was cancelled."""
_MOST_AT_ONCE = 16
_IN_HAND = 2
"""Messages that a worker has at a time: one that it works on, one that it need not wait for."""


class _Worker:
    """One process as the pool sees it, and what it has done in the round."""

    def __init__(self, number: int, environment: Mapping[str, str], descriptors: tuple[int, ...]) -> None:
        self.number = number
        ours, theirs = Pipe()
        with theirs:
            # A session of its own: a terminal's Ctrl-C is for the pool, which ends its workers.
            self.process = subprocess.Popen(
                [sys.executable, "-m", "learning.pool.worker", str(theirs.fileno())],
                stdin=subprocess.PIPE, env=dict(environment), cwd=_REPOSITORY, start_new_session=True,
                pass_fds=(theirs.fileno(), *descriptors),
            )  # fmt: skip
        self.connection = cast("Connection[object, object]", ours)
        self.trained: list[Trained] = []
        self.in_hand = 0

    def send(self, message: object) -> None:
        try:
            self.connection.send(message)
        except OSError as error:
            raise self._lost() from error

    def receive(self) -> list[Trained]:
        try:
            answer = self.connection.recv()
        except (EOFError, OSError) as error:
            raise self._lost() from error
        if isinstance(answer, CodedError):
            raise answer
        return cast("list[Trained]", answer)

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stdin:
            self.process.stdin.close()
        self.connection.close()

    def _lost(self) -> PoolWorkerLostError:
        self.process.kill()
        return PoolWorkerLostError("a process of the pool died", worker=self.number, exit_status=self.process.wait())


class Pool:
    """A crew of single-threaded processes; to be used in a `with`, whose end ends them. They compute by loops where this process does.

    `environment` is that of every computing process (`learning.environment`). `on_progress` is told how many of the round's clients
    are done, and of how many; `is_cancelled` is asked several times a second.
    Errors: of `train`: learning.pool.worker_lost, learning.run.cancelled, and those of `train_client`; the pool is of no use after them.
    """

    def __init__(
        self,
        plan: TrainingPlan,
        shards: Sequence[Examples],
        num_workers: int,
        environment: Mapping[str, str],
        *,
        on_progress: Callable[[int, int], None] | None = None,
        is_cancelled: Callable[[], bool] | None = None,
    ) -> None:
        assert num_workers >= 1, num_workers
        self._plan, self._shards, self._num_workers, self._environment = plan, shards, num_workers, environment
        self._on_progress, self._is_cancelled = on_progress, is_cancelled
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        """Start the processes."""
        size = self._plan.model.num_parameters
        shared = share_shards(self._shards)
        descriptor = create_memory(RoundMemory.size_bytes(size, self._num_workers))
        try:
            for number in range(self._num_workers):
                worker = _Worker(number, self._environment, (shared.descriptor, descriptor))
                self._workers.append(worker)
                worker.send(Start(self._plan, shared, descriptor, number, self._num_workers, has_loops=loaded_loops() is not None))
            self._memory = RoundMemory.mapped(descriptor, size, self._num_workers)
        except BaseException:
            self.close()
            raise
        finally:
            os.close(shared.descriptor)
            os.close(descriptor)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End them."""
        self.close()

    @property
    def process_ids(self) -> tuple[int, ...]:
        """The workers' processes."""
        return tuple(worker.process.pid for worker in self._workers)

    def close(self) -> None:
        """End every process at once, whatever it is doing; nothing of it remains."""
        while self._workers:
            self._workers.pop().end()

    def train(self, aggregator: RoundAggregator, round_index: int, clients: Sequence[int], state: RunState) -> list[Trained]:
        """See `Crew`: the same bits for any number of workers, since a sum of integers has no order."""
        self._memory.weights_P[:] = state.weights_P
        waiting = deque(self._shared_out(clients, state))
        for worker in self._workers:
            worker.trained, worker.in_hand = [], 0
            worker.send(Begin(round_index, state.strategy_state))
        for worker in self._workers * _IN_HAND:
            self._hand_out(worker, waiting)
        num_done = 0
        while busy := [worker for worker in self._workers if worker.in_hand]:
            for worker in self._ready(busy):
                trained = worker.receive()
                worker.trained += trained
                worker.in_hand -= 1
                self._hand_out(worker, waiting)
                num_done += len(trained)
                if self._on_progress:
                    self._on_progress(num_done, len(clients))
        for worker, sum_P in zip(self._workers, self._memory.sums_WP, strict=True):
            if worker.trained:  # who had nothing to do may not have begun the round, and still hold the sum of the one before
                aggregator.merge(sum_P, [one.counted for one in worker.trained])
        return [one for worker in self._workers for one in worker.trained]

    def _shared_out(self, clients: Sequence[int], state: RunState) -> list[Work]:
        """The clients in messages, the largest first where sizes are known, so that the workers end together."""
        order = list(clients)
        if isinstance(self._shards, list | tuple):
            order.sort(key=lambda client: -self._shards[client].num_examples)
        size = max(1, min(_MOST_AT_ONCE, len(order) // (4 * self._num_workers)))
        parts = [order[start : start + size] for start in range(0, len(order), size)]
        return [Work(tuple((client, state.codec_states.get(client)) for client in part)) for part in parts]

    def _hand_out(self, worker: _Worker, waiting: "deque[Work]") -> None:
        if waiting:
            worker.send(waiting.popleft())
            worker.in_hand += 1

    def _ready(self, busy: list[_Worker]) -> list[_Worker]:
        """The workers that have answered or died, as soon as there are any."""
        while True:
            if self._is_cancelled and self._is_cancelled():
                raise RunCancelledError("the training was told to stop")
            found = wait([worker.connection for worker in busy], _GLANCE_S)
            if found:
                return [worker for worker in busy if worker.connection in found]
