"""The clients of a round that nobody has taken yet, in memory that all processes of a pool see."""

# C clients of a round, W workers.

import fcntl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from learning.arrays import Int64Array

_MOST_AT_ONCE = 16


class RoundQueue:
    """Each worker has a row of clients, the first of which it takes; one whose row is empty takes the last of the longest.

    So nobody waits to be handed a client, and all end together. A worker that is late finds a later round and takes nothing of it.
    `words` [size(W, C)] lie in the file of `descriptor`, which whoever changes a row holds locked: the kernel frees it of the dead.
    """

    def __init__(self, words: Int64Array, num_workers: int, descriptor: int) -> None:
        self._descriptor = descriptor
        self._number = words[:1]
        self._firsts_W, self._ends_W, self._done_W = words[1 : 1 + 3 * num_workers].reshape(3, num_workers)
        self._clients_C = words[1 + 3 * num_workers :]

    @staticmethod
    def size(num_workers: int, num_clients: int) -> int:
        """How many words it takes."""
        return 1 + 3 * num_workers + num_clients

    @property
    def num_done(self) -> int:
        """How many clients of the round are trained."""
        return int(self._done_W.sum())

    def fill(self, number: int, rows: Sequence[Sequence[int]]) -> None:
        """A round begins, whose `number` no other has had."""
        with self._locked():
            self._number[0] = number
            self._done_W[:] = 0
            end = 0
            for worker, row in enumerate(rows):
                self._firsts_W[worker], self._ends_W[worker] = end, end + len(row)
                self._clients_C[end : end + len(row)] = row
                end += len(row)

    def row(self, worker: int) -> list[int]:
        """The clients that this worker will take if it is let; a guess, for the round may end or change at any time."""
        return self._clients_C[self._firsts_W[worker] : self._ends_W[worker]].tolist()

    def take(self, worker: int, number: int) -> list[tuple[int, int]]:
        """Some clients of the round for this worker to train, each with its place in the round; none where all are taken, or it is over."""
        with self._locked():
            if self._number[0] != number:
                return []
            left_W = self._ends_W - self._firsts_W
            source = worker if left_W[worker] else int(left_W.argmax())
            num_taken = min(int(left_W[source]), max(1, min(_MOST_AT_ONCE, int(left_W[source]) // 4)))
            if source == worker:
                self._firsts_W[worker] += num_taken
                end = int(self._firsts_W[worker])
            else:
                end = int(self._ends_W[source])
                self._ends_W[source] -= num_taken
        return list(enumerate(self._clients_C[end - num_taken : end].tolist(), end - num_taken))

    def note(self, worker: int, num_done: int) -> None:
        """So many of the clients that the worker took are trained."""
        self._done_W[worker] = num_done

    @contextmanager
    def _locked(self) -> Iterator[None]:
        fcntl.lockf(self._descriptor, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.lockf(self._descriptor, fcntl.LOCK_UN)
