"""Memory that several processes see: it has no name, so that nothing is left when the last of them has gone."""

import mmap
import os
import pickle
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from learning.arrays import Float32Array, Int64Array
from learning.codecs.names import parse_codec_name
from learning.examples import Examples
from learning.plan import TrainingPlan
from learning.pool.queue import RoundQueue

_LINE = 64
"""Bytes of a cache line, on which everything starts."""


def create_memory(size_bytes: int) -> int:
    """A descriptor of zeroed memory; whoever inherits it can map it, and its end is that of the last descriptor and map."""
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("learning-pool")
    else:
        with tempfile.TemporaryFile() as file:
            descriptor = os.dup(file.fileno())
    os.ftruncate(descriptor, max(1, size_bytes))
    return descriptor


@dataclass(frozen=True, slots=True, eq=False)
class RoundMemory:
    """What a round is worked in: the weights that clients start from, what they owe, a fixed-point sum for each worker, and the queue.

    Shapes: weights_P [parameters] float32; debts_CP [clients of a round, parameters], no rows where the codec keeps nothing; sums_WP
    [workers, parameters] int64, each row on cache lines of its own.
    """

    weights_P: Float32Array
    debts_CP: Float32Array
    sums_WP: list[Int64Array]
    queue: RoundQueue

    @classmethod
    def size_bytes(cls, plan: TrainingPlan, num_workers: int) -> int:
        """How much memory it takes, once all of it is used."""
        return cls._starts(plan, num_workers)[-1]

    @classmethod
    def mapped(cls, descriptor: int, plan: TrainingPlan, num_workers: int) -> "RoundMemory":
        """The memory of this descriptor, which is to stay open, as this process sees it."""
        size, (debts, queue, sums, end) = plan.model.num_parameters, cls._starts(plan, num_workers)
        view = mmap.mmap(descriptor, end)
        rows = _num_debts(plan)
        debts_CP = np.frombuffer(view, np.float32, rows * size, debts).reshape(rows, size)
        words = np.frombuffer(view, np.int64, RoundQueue.size(num_workers, plan.clients_per_round), queue)
        sums_WP = [np.frombuffer(view, np.int64, size, sums + worker * _on_line(8 * size)) for worker in range(num_workers)]
        return cls(np.frombuffer(view, np.float32, size), debts_CP, sums_WP, RoundQueue(words, num_workers, descriptor))

    @staticmethod
    def _starts(plan: TrainingPlan, num_workers: int) -> tuple[int, int, int, int]:
        """Where the debts, the queue and the sums begin, and where all ends."""
        size = plan.model.num_parameters
        debts = _on_line(4 * size)
        queue = debts + _on_line(4 * size * _num_debts(plan))
        sums = queue + _on_line(8 * RoundQueue.size(num_workers, plan.clients_per_round))
        return debts, queue, sums, sums + num_workers * _on_line(8 * size)


def _num_debts(plan: TrainingPlan) -> int:
    return plan.clients_per_round if parse_codec_name(plan.codec).keeps_state else 0


@dataclass(frozen=True, slots=True)
class SharedShards:
    """The clients' examples in shared memory: their arrays lie there once, whatever the number of processes.

    `pickled` is what remains of the sequence without the bytes of its arrays, `spans` where these lie.
    """

    descriptor: int
    pickled: bytes
    spans: tuple[tuple[int, int], ...]


def share_shards(shards: Sequence[Examples]) -> SharedShards:
    """Any sequence of examples, one that makes them when asked too, copied into shared memory."""
    buffers: list[pickle.PickleBuffer] = []
    pickled = pickle.dumps(shards, protocol=5, buffer_callback=buffers.append)
    spans: list[tuple[int, int]] = []
    end = 0
    for buffer in buffers:
        size = buffer.raw().nbytes
        spans.append((end, size))
        end = _on_line(end + size)
    descriptor = create_memory(end)
    with mmap.mmap(descriptor, max(1, end)) as view:
        for buffer, (start, size) in zip(buffers, spans, strict=True):
            view[start : start + size] = buffer.raw()
    return SharedShards(descriptor, pickled, tuple(spans))


def map_shards(shared: SharedShards) -> Sequence[Examples]:
    """The examples as this process sees them: read-only, not copied."""
    end = max((start + size for start, size in shared.spans), default=1)
    view = memoryview(mmap.mmap(shared.descriptor, max(1, end), access=mmap.ACCESS_READ))
    return pickle.loads(shared.pickled, buffers=[view[start : start + size] for start, size in shared.spans])  # noqa: S301 - the pool made the bytes


def _on_line(size_bytes: int) -> int:
    return -(-size_bytes // _LINE) * _LINE
