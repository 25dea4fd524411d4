"""A worker answers what it is asked, and ends with whoever asks."""

import os
import threading
from multiprocessing.connection import Pipe

import numpy as np
import pytest

from learning.errors import DataMalformedError
from learning.pool.memory import RoundMemory, create_memory, share_shards
from learning.pool.messages import Begin, Start, Work
from learning.pool.worker import serve
from learning.server import RoundAggregator
from learning.simulation import first_state


@pytest.fixture
def talk(make_plan, shards):
    """A worker in a thread: the pipe to it, the plan and the round's memory."""
    plan = make_plan()
    size = plan.model.num_parameters
    descriptor, shared = create_memory(RoundMemory.size_bytes(size, 1)), share_shards([*shards[:3], shards[3].take(np.arange(0))])
    ours, theirs = Pipe()
    ended: list[bool] = []

    def run() -> None:
        with pytest.raises(EOFError):
            serve(theirs)
        ended.append(True)

    thread = threading.Thread(target=run)
    thread.start()
    memory = RoundMemory.mapped(descriptor, size, 1)
    ours.send(Start(plan, shared, descriptor, 0, 1, has_loops=False))
    memory.weights_P[:] = first_state(plan).weights_P
    ours.send(Begin(0, {}))
    yield ours, plan, memory
    ours.close()
    thread.join()
    os.close(descriptor)
    os.close(shared.descriptor)
    assert ended == [True]


def test_sum_in_shared_memory_is_that_of_the_clients_answered(talk, shards):
    ours, plan, memory = talk
    ours.send(Work(((0, None), (2, None))))
    trained = ours.recv()
    assert [one.counted.contribution.client for one in trained] == [0, 2]
    merged = RoundAggregator(plan, memory.weights_P.copy())
    merged.merge(memory.sums_WP[0], [one.counted for one in trained])
    assert merged.included == (0, 2) and merged.num_examples == shards[0].num_examples + shards[2].num_examples


def test_coded_error_is_the_answer_and_the_worker_goes_on(talk):
    ours, _, _ = talk
    ours.send(Work(((3, None),)))
    assert isinstance(ours.recv(), DataMalformedError)
    ours.send(Work(((1, None),)))
    assert ours.recv()[0].counted.contribution.client == 1
