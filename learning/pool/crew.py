"""The pool: starts its processes, shares out the clients of a round, and puts the sums together."""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from types import TracebackType
from typing import Self, cast

from core.errors import CodedError
from learning.arrays import Float32Array
from learning.cohort import Trained
from learning.errors import PoolWorkerLostError, RunCancelledError
from learning.examples import Examples
from learning.loops.switch import loaded_loops
from learning.plan import TrainingPlan
from learning.pool.memory import RoundMemory, create_memory, share_shards
from learning.pool.messages import Begin, Done, Start
from learning.server import RoundAggregator
from learning.simulation import Crew, RunState

_REPOSITORY = Path(__file__).resolve().parents[2]
_GLANCE_S = 0.1
"""How often a pool that waits looks whether it was cancelled, and how far its workers are."""


class _Worker:
    """One process as the pool sees it."""

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
        self.is_asked = False

    def begin(self, pickled: bytes) -> None:
        """Send this `Begin`, unless an answer is still to come: then the worker need not be listening."""
        if not self.is_asked:
            self.send(pickled)
            self.is_asked = True

    def send(self, pickled: bytes) -> None:
        try:
            self.connection.send_bytes(pickled)
        except OSError as error:
            raise self._lost() from error

    def answer(self) -> Done | CodedError:
        """What it says of the round that it was asked for."""
        try:
            answer = self.connection.recv()
        except (EOFError, OSError) as error:
            raise self._lost() from error
        self.is_asked = False
        return cast("Done | CodedError", answer)

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stdin:
            self.process.stdin.close()
        self.connection.close()

    def _lost(self) -> PoolWorkerLostError:
        self.process.kill()
        return PoolWorkerLostError("a process of the pool died", worker=self.number, exit_status=self.process.wait())


@dataclass(frozen=True, slots=True, eq=False)
class _Round:
    """A round that the workers have begun: where each of its clients lies in the memory, and the weights that they start from."""

    number: int
    round_index: int
    message: bytes
    places: Mapping[int, int]
    weights_P: Float32Array

    def is_for(self, round_index: int, clients: Sequence[int], state: RunState) -> bool:
        return self.round_index == round_index and set(self.places) == set(clients) and self.weights_P is state.weights_P


class Pool(Crew):
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
        self._open = ExitStack()
        self._selector = self._open.enter_context(DefaultSelector())
        self._number = 0
        self._begun: _Round | None = None

    def __enter__(self) -> Self:
        """Start the processes."""
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End them."""
        self.close()

    @property
    def process_ids(self) -> tuple[int, ...]:
        """The workers' processes."""
        return tuple(worker.process.pid for worker in self._workers)

    @property
    def num_done(self) -> int:
        """How many clients of the round that was begun last are trained."""
        return self._memory.queue.num_done

    def close(self) -> None:
        """End every process at once, whatever it is doing; nothing of it remains."""
        while self._workers:
            self._workers.pop().end()
        self._open.close()

    def expect(self, round_index: int, clients: Sequence[int], state: RunState) -> None:
        """See `Crew`: the workers begin. Whether one was lost is told by `train`."""
        with suppress(PoolWorkerLostError):
            if self._begun is not None:
                self._give_up()
            if clients:
                self._begun = self._begin(round_index, clients, state)

    def train(self, aggregator: RoundAggregator, round_index: int, clients: Sequence[int], state: RunState) -> list[Trained]:
        """See `Crew`: the same bits for any number of workers, since a sum of integers has no order."""
        begun = self._begun or self._begin(round_index, clients, state)
        assert begun.is_for(round_index, clients, state), "another round was expected"
        self._begun = None
        trained: list[Trained] = []
        num_told = 0
        while len(trained) < len(clients):
            for worker in self._ready():
                done = worker.answer()
                if isinstance(done, CodedError):
                    raise done
                if done.number != begun.number:  # it was late, and has found nothing left of a round before
                    worker.begin(begun.message)
                elif found := done.trained:
                    aggregator.merge(self._memory.sums_WP[worker.number], [one.counted for one in found])
                    trained += found
            if self._on_progress and self.num_done > num_told:
                self._on_progress(num_told := self.num_done, len(clients))
        return [self._with_debt(one, begun.places) for one in trained] if len(self._memory.debts_CP) else trained

    def _start(self) -> None:
        descriptor = create_memory(RoundMemory.size_bytes(self._plan, self._num_workers))
        self._open.callback(os.close, descriptor)
        shared = share_shards(self._shards)
        try:
            self._memory = RoundMemory.mapped(descriptor, self._plan, self._num_workers)
            for number in range(self._num_workers):
                worker = _Worker(number, self._environment, (shared.descriptor, descriptor))
                self._workers.append(worker)
                self._selector.register(worker.connection, EVENT_READ, worker)
                start = Start(self._plan, shared, descriptor, number, self._num_workers, has_loops=loaded_loops() is not None)
                worker.send(pickle.dumps(start))
        finally:
            os.close(shared.descriptor)

    def _begin(self, round_index: int, clients: Sequence[int], state: RunState) -> _Round:
        """Put the round into the memory, last of all its clients, and wake the workers."""
        assert len(clients) <= self._plan.clients_per_round, len(clients)
        self._number += 1
        memory, rows = self._memory, self._rows(clients)
        places = {client: place for place, client in enumerate(client for row in rows for client in row)}
        owing = frozenset(state.codec_states.keys() & places.keys())
        memory.weights_P[:] = state.weights_P
        for client in owing:
            memory.debts_CP[places[client]] = state.codec_states[client]
        memory.queue.fill(self._number, rows)
        message = pickle.dumps(Begin(self._number, round_index, state.strategy_state, owing))
        for worker in self._workers:
            worker.begin(message)
        return _Round(self._number, round_index, message, places, state.weights_P)

    def _give_up(self) -> None:
        """Nobody will ask for the round that was begun: once its workers have answered, nobody writes into the memory for it."""
        self._begun = None
        self._number += 1
        self._memory.queue.fill(self._number, [[]] * self._num_workers)
        while any(worker.is_asked for worker in self._workers):
            for worker in self._ready():
                worker.answer()

    def _with_debt(self, one: Trained, places: Mapping[int, int]) -> Trained:
        return one._replace(codec_state=self._memory.debts_CP[places[one.counted.contribution.client]].copy())

    def _rows(self, clients: Sequence[int]) -> list[list[int]]:
        """Each worker's clients, in all rounds the same ones, so that it finds them prepared; the largest first where sizes are known."""
        order = list(clients)
        if isinstance(self._shards, list | tuple):
            order.sort(key=lambda client: -self._shards[client].num_examples)
        return [[client for client in order if client % self._num_workers == number] for number in range(self._num_workers)]

    def _ready(self) -> "list[_Worker]":
        """The workers that have answered or died; after a while none, so that who waits sees what is done."""
        if self._is_cancelled and self._is_cancelled():
            raise RunCancelledError("the training was told to stop")
        return [cast("_Worker", key.data) for key, _ in self._selector.select(_GLANCE_S)]
