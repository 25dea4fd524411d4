"""FedAvg moves the weights by the mean update."""

import numpy as np
import pytest

from learning.plan import Strategy
from learning.strategies.fedavg import apply_fedavg

WEIGHTS, UPDATE = np.array([1, 2], np.float32), np.array([0.5, -1], np.float32)


@pytest.mark.parametrize(("rate", "expected"), [(1.0, [1.5, 1]), (0.5, [1.25, 1.5])])
def test_weights_move_by_rate_times_update(rate, expected):
    moved = apply_fedavg(WEIGHTS, UPDATE, Strategy(name="fedavg", server_learning_rate=rate))
    assert list(moved) == expected and moved.dtype == np.float32 and list(WEIGHTS) == [1, 2]
