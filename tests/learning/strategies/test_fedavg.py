"""FedAvg moves the weights by the mean update, and counts clients by their examples."""

import numpy as np
import pytest

from learning.plan import Strategy
from learning.strategies.fedavg import FedAvg, apply_fedavg
from learning.strategies.strategy import Contribution, Share
from tests.learning.strategies.quadratics import plan_of

WEIGHTS, UPDATE = np.array([1, 2], np.float32), np.array([0.5, -1], np.float32)


@pytest.mark.parametrize(("rate", "expected"), [(1.0, [1.5, 1]), (0.5, [1.25, 1.5])])
def test_weights_move_by_rate_times_update(rate, expected):
    moved = apply_fedavg(WEIGHTS, UPDATE, Strategy(name="fedavg", server_learning_rate=rate))
    assert list(moved) == expected and moved.dtype == np.float32 and list(WEIGHTS) == [1, 2]


def test_an_update_counts_as_often_as_its_client_has_examples():
    plan = plan_of({"name": "fedavg"}, 2)
    assert FedAvg().share(UPDATE, Contribution(0, 7), {}, plan) == Share(7.0, 7.0) and FedAvg().initial_state(plan) == {}
