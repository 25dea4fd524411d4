"""How a pool shares clients out."""

import numpy as np

from learning.examples import Examples
from learning.pool.crew import Pool
from learning.simulation import first_state


def shard(size):
    return Examples(np.zeros((size, 6), np.float32), np.zeros(size, np.int64))


def shared_out(plan, shards, num_workers, clients):
    works = Pool(plan, shards, num_workers, {})._shared_out(clients, first_state(plan))
    return [[client for client, _ in work.clients] for work in works]


def test_largest_clients_go_first(make_plan):
    assert shared_out(make_plan(), [shard(size) for size in (5, 17, 8, 30)], 2, (0, 1, 2, 3)) == [[3], [1], [2], [0]]


def test_many_clients_go_in_bundles_and_each_goes_once(make_plan):
    parts = shared_out(make_plan(), [shard(1)] * 1000, 2, range(1000))
    assert max(map(len, parts)) == 16 and sorted(client for part in parts for client in part) == list(range(1000))
