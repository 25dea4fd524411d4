"""FedAvgM keeps a share of what it did before."""

import numpy as np

from learning.strategies.fedavgm import FedAvgM
from tests.learning.strategies.quadratics import Client, plan_of, train

CLIENTS = (Client((4.0, 1.0), 1.0, 30), Client((-2.0, 3.0), 2.0, 10))


def test_without_momentum_it_is_fedavg_to_the_bit():
    for rounds in (1, 9):
        plain = train({"name": "fedavg", "server_learning_rate": 0.7}, CLIENTS, rounds)
        assert train({"name": "fedavgm", "server_learning_rate": 0.7, "momentum": 0.0}, CLIENTS, rounds).tobytes() == plain.tobytes()


def test_momentum_adds_up_by_hand():
    plan = plan_of({"name": "fedavgm", "momentum": 0.5, "server_learning_rate": 2.0}, 1)
    first = FedAvgM().step(np.zeros(2, np.float32), np.array([1, -2], np.float32), (), FedAvgM().initial_state(plan), plan)
    second = FedAvgM().step(first.weights_P, np.array([4, 0], np.float32), (), first.state, plan)
    assert list(first.weights_P) == [2, -4] and list(second.state["momentum"]) == [4.5, -1] and list(second.weights_P) == [11, -6]
