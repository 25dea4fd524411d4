"""A worker answers what it is asked, and ends with whoever asks."""

import os
import threading
from multiprocessing.connection import Pipe

import numpy as np
import pytest

from learning.client import client_update
from learning.errors import DataMalformedError
from learning.pool.memory import RoundMemory, create_memory, share_shards
from learning.pool.messages import Begin, Start
from learning.pool.worker import serve
from learning.server import RoundAggregator
from learning.simulation import first_state


@pytest.fixture
def talk(make_plan, shards):
    """A worker in a thread: the pipe to it, the plan and the round's memory."""
    plan = make_plan(codec="sign")
    descriptor, shared = create_memory(RoundMemory.size_bytes(plan, 1)), share_shards([*shards[:3], shards[3].take(np.arange(0))])
    ours, theirs = Pipe()
    ended: list[bool] = []

    def run() -> None:
        with pytest.raises(EOFError):
            serve(theirs)
        ended.append(True)

    thread = threading.Thread(target=run)
    thread.start()
    memory = RoundMemory.mapped(descriptor, plan, 1)
    ours.send(Start(plan, shared, descriptor, 0, 1, has_loops=False))
    memory.weights_P[:] = first_state(plan).weights_P
    yield ours, plan, memory
    ours.close()
    thread.join()
    os.close(descriptor)
    os.close(shared.descriptor)
    assert ended == [True]


def test_sum_in_shared_memory_is_that_of_the_clients_answered(talk, shards):
    ours, plan, memory = talk
    memory.queue.fill(1, [[2, 0]])
    ours.send(Begin(1, 0, {}, frozenset()))
    done = ours.recv()
    assert done.number == 1 and [one.counted.contribution.client for one in done.trained] == [2, 0] and memory.queue.num_done == 2
    merged = RoundAggregator(plan, memory.weights_P.copy())
    merged.merge(memory.sums_WP[0], [one.counted for one in done.trained])
    assert merged.included == (0, 2) and merged.num_examples == shards[0].num_examples + shards[2].num_examples


def test_what_a_client_owes_lies_in_its_place(talk, shards):
    ours, plan, memory = talk
    alone = client_update(plan, memory.weights_P, shards[2], 0, 2)
    memory.debts_CP[:] = 7
    for owing, number in ((frozenset(), 1), (frozenset({2}), 2)):
        memory.queue.fill(number, [[0, 2]])
        ours.send(Begin(number, 0, {}, owing))
        assert ours.recv().trained[1].codec_state is None
        assert memory.debts_CP[1].tobytes() == alone.codec_state.tobytes() and not (memory.debts_CP[0] == 7).any()
        alone = client_update(plan, memory.weights_P, shards[2], 0, 2, codec_state=alone.codec_state)


def test_worker_that_comes_late_leaves_the_sum_and_says_which_round_it_means(talk):
    ours, _, memory = talk
    memory.queue.fill(2, [[0]])
    memory.sums_WP[0][:] = 5
    ours.send(Begin(1, 0, {}, frozenset()))
    done = ours.recv()
    assert (done.number, done.trained) == (1, []) and (memory.sums_WP[0] == 5).all()


def test_coded_error_is_the_answer_and_the_worker_goes_on(talk):
    ours, _, memory = talk
    memory.queue.fill(1, [[3]])
    ours.send(Begin(1, 0, {}, frozenset()))
    assert isinstance(ours.recv(), DataMalformedError)
    memory.queue.fill(2, [[1]])
    ours.send(Begin(2, 0, {}, frozenset()))
    assert ours.recv().trained[0].counted.contribution.client == 1
