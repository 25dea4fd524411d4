"""Minibatches one behind another."""

import numpy as np

from learning.visits import Visits


def test_each_batch_ends_where_the_next_begins():
    visits = Visits(np.array([4, 2, 0, 1, 3]), np.array([2, 4, 5]))
    assert [batch.tolist() for batch in visits.batches] == [[4, 2], [0, 1], [3]]
