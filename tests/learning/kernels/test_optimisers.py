"""The optimisers end where torch's end, given the same gradients."""

import numpy as np
import pytest

from learning.kernels.optimisers import optimiser_for
from learning.plan import LocalTraining

SIZE = 40_000


def run_ours(local: LocalTraining, start_P, gradients):
    trained_P = start_P.copy()
    optimiser = optimiser_for(local, trained_P)
    for gradient_P in gradients[:3]:  # of another training, which leaves no trace
        optimiser.target_P[:] = gradient_P
        optimiser.apply()
    trained_P[:] = start_P
    optimiser.begin(start_P)
    for gradient_P in gradients:
        optimiser.target_P[:] = optimiser.keep * optimiser.target_P + optimiser.scale * gradient_P
        optimiser.apply()
    return trained_P


def run_torch(local: LocalTraining, start_P, gradients):
    import torch

    parameter = torch.nn.Parameter(torch.from_numpy(start_P.copy()))
    if local.optimiser == "adamw":
        betas = (local.beta1, local.beta2)
        optimiser = torch.optim.AdamW([parameter], lr=local.learning_rate, betas=betas, eps=local.epsilon, weight_decay=local.weight_decay)
    else:
        optimiser = torch.optim.SGD([parameter], lr=local.learning_rate, momentum=local.momentum)
    for gradient_P in gradients:
        pull = local.proximal_mu * (parameter.detach() - torch.from_numpy(start_P))
        parameter.grad = torch.from_numpy(gradient_P) + pull
        optimiser.step()
    return parameter.detach().numpy()


@pytest.mark.parametrize("proximal_mu", [0.0, 0.5])
@pytest.mark.parametrize(
    "fields",
    [
        {"momentum": 0.0},
        {"momentum": 0.9},
        {"optimiser": "adamw", "learning_rate": 1e-3},
        {"optimiser": "adamw", "learning_rate": 1e-3, "weight_decay": 0.1, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-6},
    ],
)
def test_steps_are_those_of_torch_within_1e6(fields, proximal_mu):
    local = LocalTraining(**{"num_steps": 30, "batch_size": 1, "learning_rate": 0.01, "proximal_mu": proximal_mu, **fields})
    random = np.random.default_rng(0)
    start_P = random.normal(size=SIZE).astype(np.float32)
    gradients = [random.normal(size=SIZE).astype(np.float32) for _ in range(30)]
    ours_P = run_ours(local, start_P, gradients)
    assert np.abs(ours_P - start_P).max() > 1e-3
    assert np.abs(ours_P - run_torch(local, start_P, gradients)).max() < 1e-6


def test_the_start_is_left_as_it_is():
    for fields in ({}, {"momentum": 0.9}, {"optimiser": "adamw"}):
        start_P = np.ones(5, np.float32)
        run_ours(LocalTraining(epochs=1, batch_size=1, learning_rate=0.1, proximal_mu=1.0, **fields), start_P, [np.ones(5, np.float32)])
        assert list(start_P) == [1] * 5
