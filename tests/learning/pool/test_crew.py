"""How a pool shares clients out."""

import threading

import numpy as np
import psutil
import pytest

from learning.errors import CodecUnknownError
from learning.examples import Examples
from learning.pool.crew import Pool


def shard(size):
    return Examples(np.zeros((size, 6), np.float32), np.zeros(size, np.int64))


def test_each_client_has_one_worker_and_largest_clients_go_first(make_plan):
    pool = Pool(make_plan(), [shard(size) for size in (5, 17, 8, 30)], 2, {})
    assert pool._rows((0, 1, 2, 3)) == [[2, 0], [3, 1]] and pool._rows((1, 2)) == [[2], [1]]


def test_clients_of_unknown_sizes_stay_in_their_order(make_plan):
    assert Pool(make_plan(), range(9), 2, {})._rows(range(9)) == [[0, 2, 4, 6, 8], [1, 3, 5, 7]]  # type: ignore[arg-type]


def test_a_codec_that_nobody_has_is_told_before_anything_starts(make_plan, shards):
    pool = Pool(make_plan(codec="morse"), shards, 2, {})
    with pytest.raises(CodecUnknownError), pool:
        pass
    assert pool.process_ids == ()


def test_examples_that_cannot_be_shared_leave_nothing_open(make_plan):
    before = psutil.Process().num_fds()
    pool = Pool(make_plan(), [threading.Lock()] * 4, 2, {})  # type: ignore[list-item]
    with pytest.raises(TypeError), pool:
        pass
    assert pool.process_ids == () and psutil.Process().num_fds() == before
