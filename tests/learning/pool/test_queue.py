"""Every client of a round is taken once, whoever takes it, and none of a round that is over."""

import os

import numpy as np
import pytest

from learning.pool.memory import create_memory
from learning.pool.queue import RoundQueue


@pytest.fixture
def make_queue():
    descriptors = []

    def make(num_workers, num_clients):
        descriptors.append(create_memory(8))
        return RoundQueue(np.zeros(RoundQueue.size(num_workers, num_clients), np.int64), num_workers, descriptors[-1])

    yield make
    for descriptor in descriptors:
        os.close(descriptor)


def test_a_worker_takes_its_own_from_the_beginning_and_then_others_from_their_end(make_queue):
    queue = make_queue(3, 6)
    queue.fill(1, [[10], [], [20, 21, 22, 23, 24]])
    assert queue.take(0, 1) == [(0, 10)]
    assert queue.take(0, 1) == [(5, 24)]
    assert queue.take(2, 1) == [(1, 20)]
    assert queue.take(1, 1) == [(4, 23)]
    assert [queue.take(2, 1), queue.take(2, 1), queue.take(2, 1), queue.take(0, 1)] == [[(2, 21)], [(3, 22)], [], []]


@pytest.mark.parametrize("num_clients", [1, 5, 1000])
@pytest.mark.parametrize("num_workers", [1, 2, 5])
def test_every_client_is_taken_once(make_queue, num_workers, num_clients):
    queue, random = make_queue(num_workers, num_clients), np.random.default_rng(0)
    for number in (1, 2):
        queue.fill(number, [list(range(worker, num_clients, num_workers)) for worker in range(num_workers)])
        taken = []
        while some := queue.take(int(random.integers(num_workers)), number):
            taken.append(some)
        found = [pair for some in taken for pair in some]
        assert sorted(place for place, _ in found) == sorted(client for _, client in found) == list(range(num_clients))
        assert max(map(len, taken)) <= 16


def test_who_is_late_takes_nothing_of_another_round(make_queue):
    queue = make_queue(2, 2)
    queue.fill(1, [[0], [1]])
    queue.fill(2, [[1], [0]])
    assert queue.take(0, 1) == [] and queue.take(0, 3) == [] and queue.take(0, 2) == [(0, 1)]


def test_what_is_done_counts_from_nought_in_each_round(make_queue):
    queue = make_queue(2, 4)
    queue.fill(1, [[0, 2], [1, 3]])
    queue.note(0, 2)
    queue.note(1, 1)
    assert queue.num_done == 3
    queue.fill(2, [[0, 2], [1, 3]])
    assert queue.num_done == 0
