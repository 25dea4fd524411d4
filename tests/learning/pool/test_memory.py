"""Shared memory holds what was put there, once, and ends with those who look at it."""

import os
import pickle

import numpy as np
import pytest

from learning.partitions.virtual import Population, VirtualShards
from learning.pool.memory import RoundMemory, create_memory, map_shards, share_shards


def test_shared_shards_are_those_that_were_shared_and_cannot_be_changed(shards):
    shared = share_shards(shards)
    mapped = map_shards(shared)
    os.close(shared.descriptor)
    assert len(shared.pickled) < 2000
    for before, after in zip(shards, mapped, strict=True):
        assert np.array_equal(before.features_NF, after.features_NF) and np.array_equal(before.labels_N, after.labels_N)
        with pytest.raises(ValueError, match="read-only"):
            after.features_NF[0, 0] = 1


def test_shards_drawn_when_asked_for_are_shared_by_their_examples(shards):
    population = VirtualShards(shards[3], Population(num_clients=10**6, least_size=2, most_size=5, alpha=1.0, seed=0))
    shared = share_shards(population)
    mapped = map_shards(shared)
    os.close(shared.descriptor)
    assert len(shared.pickled) < 4000
    assert np.array_equal(mapped[999_999].features_NF, population[999_999].features_NF)


@pytest.mark.parametrize(("codec", "num_debts"), [("fp32", 0), ("sign", 3)])
def test_no_part_of_a_rounds_memory_touches_another(make_plan, codec, num_debts):
    plan = make_plan(codec=codec, clients_per_round=3)
    descriptor = create_memory(RoundMemory.size_bytes(plan, 3))
    one, other = (RoundMemory.mapped(descriptor, plan, 3) for _ in range(2))
    one.queue.fill(9, [[2], [], [3, 1]])
    one.weights_P[:], one.debts_CP[:] = 1.5, 2.5
    for worker in range(3):
        one.sums_WP[worker][:] = worker + 1
    assert (other.weights_P == 1.5).all() and (other.debts_CP == 2.5).all() and len(other.debts_CP) == num_debts
    assert [set(sum_P.tolist()) for sum_P in other.sums_WP] == [{1}, {2}, {3}]
    assert other.queue.take(2, 9) == [(1, 3)] and other.queue.take(0, 9) == [(0, 2)]
    os.close(descriptor)


def test_an_empty_sequence_can_be_shared():
    shared = share_shards([])
    assert list(map_shards(shared)) == [] == pickle.loads(shared.pickled)
    os.close(shared.descriptor)
