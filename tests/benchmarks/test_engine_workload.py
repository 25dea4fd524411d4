"""The training that the speed figures are of, at its real shape: each client ends where the oracle does."""

import os
from pathlib import Path

import numpy as np
import pytest

from benchmarks.engine_workload import make_plan, make_shards
from learning.examples import Examples
from learning.kernels.mlp import MlpKernel
from learning.models.torch_generic import load_weights, mlp_module, read_weights, train_module
from learning.plan import TrainingPlan
from learning.preparation import PreparedExamples, prepare
from learning.schedule import client_batches, select_clients
from tasks.data.mnist import IMAGES
from tasks.project.files import PROJECT_ROOT
from tests.learning.digits_as_mnist import digits_as_mnist

MIRROR = Path(os.environ.get("P2P_AGENT_DATA_MIRROR", PROJECT_ROOT.parent / "shared" / "data"))
PLAN = make_plan("mlp", 1)
MANY = 2_000_000
"""Multiplications beyond which a product is left whole, for OpenBLAS to pack."""


def check_against_the_oracle(plan: TrainingPlan, client: int, shard: Examples) -> PreparedExamples:
    """One client's first round, by the kernel as the simulation calls it and by torch, to within 1e-5."""
    prepared, kernel, module = prepare(plan, shard), MlpKernel(), mlp_module(plan.model)
    batches = client_batches(shard.num_examples, plan, 0, client)
    weights_P = kernel.initial_weights(plan.model, plan.seed)
    load_weights(module, weights_P)
    train_module(module, prepared.examples, batches, plan.local)
    result = kernel.train(weights_P, prepared.examples, batches, plan.model, plan.local, inner=prepared.inner)
    assert np.abs(result.update_P).max() > 1e-3
    assert np.abs(weights_P + result.update_P - read_weights(module)).max() < 1e-5
    return prepared


def num_multiplications(prepared: PreparedExamples) -> int:
    """Those of the inner products of all pairs; none of a client whose first layer is trained by its weights."""
    return 0 if prepared.inner is None else prepared.inner.features_NV.size * prepared.examples.num_examples


@pytest.mark.skipif(not (MIRROR / IMAGES).exists(), reason="the public data is not in ../shared/data")
def test_every_client_of_a_round_of_mnist_ends_within_1e5_of_the_oracle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("P2P_AGENT_DATA_MIRROR", str(MIRROR))
    shards, _ = make_shards(PLAN)
    found = [num_multiplications(check_against_the_oracle(PLAN, client, shards[client])) for client in select_clients(PLAN, 0)]
    assert sum(0 < number < MANY for number in found) > 1 and sum(number > MANY for number in found) > 1


@pytest.mark.parametrize(
    ("num_examples", "least", "most"), [(4, 0, 0), (30, 1, MANY // 2), (50, MANY // 2, MANY), (300, MANY, 10**9), (1200, 0, 0)]
)
def test_digits_of_the_size_of_mnists_end_within_1e5_of_the_oracle(num_examples: int, least: int, most: int) -> None:
    drawn = np.random.default_rng(num_examples).permutation(1797)[:num_examples]
    assert least <= num_multiplications(check_against_the_oracle(PLAN, 0, digits_as_mnist().take(drawn))) <= most
