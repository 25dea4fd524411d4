"""DiLoCo's outer step is that of Nesterov, and its inner steps leave far fewer rounds to communicate."""

import numpy as np
import torch

from learning.strategies.diloco import DiLoCo
from tests.learning.strategies.quadratics import Client, plan_of, train


def test_outer_steps_are_those_of_torch():
    plan = plan_of({"name": "diloco", "momentum": 0.9, "server_learning_rate": 0.7}, 1)
    random = np.random.default_rng(0)
    weights_P, state = random.normal(size=2).astype(np.float32), DiLoCo().initial_state(plan)
    parameter = torch.nn.Parameter(torch.from_numpy(weights_P.copy()))
    optimiser = torch.optim.SGD([parameter], lr=0.7, momentum=0.9, nesterov=True)
    for _ in range(20):
        mean_P = random.normal(size=2).astype(np.float32)
        step = DiLoCo().step(weights_P, mean_P, (), state, plan)
        weights_P, state = step.weights_P, step.state
        parameter.grad = torch.from_numpy(-mean_P)
        optimiser.step()
        assert np.abs(weights_P - parameter.detach().numpy()).max() < 1e-5


def test_without_momentum_it_is_fedavg_to_the_bit():
    clients = (Client((4.0, 1.0), 1.0, 30), Client((-2.0, 3.0), 2.0, 10))
    plain = train({"name": "fedavg", "server_learning_rate": 0.7}, clients, 9)
    assert train({"name": "diloco", "server_learning_rate": 0.7, "momentum": 0.0}, clients, 9).tobytes() == plain.tobytes()
