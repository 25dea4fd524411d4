"""What the peers are given is the training that the plan describes; every loop of ours over it ends in the kernel's weights."""

import numpy as np
import pytest

from benchmarks.engine_runs import Products, run_torch, run_vmap
from benchmarks.engine_workload import make_plan, make_workload
from benchmarks.peers.workload import load_workload, save_workload
from learning.evaluation import evaluate
from learning.examples import Examples
from learning.plan import ModelSpec
from learning.schedule import client_batches, select_clients
from learning.simulation import simulate


@pytest.fixture(scope="module")
def training():
    changes = {"num_clients": 6, "clients_per_round": 3, "min_clients": 3, "model": ModelSpec(kind="mlp", layer_sizes=(12, 8, 4))}
    plan = make_plan("mlp", 2).model_copy(update=changes)
    random = np.random.default_rng(0)
    shards = [
        Examples(random.standard_normal((size, 12), dtype=np.float32), random.integers(0, 4, size)) for size in (5, 40, 16, 21, 32, 3)
    ]
    return plan, shards, make_workload(plan, shards, shards[1])


def test_batches_are_those_of_the_plan(training, tmp_path):
    plan, shards, workload = training
    save_workload(tmp_path / "workload.npz", workload)
    read = load_workload(tmp_path / "workload.npz")
    for index in range(plan.num_rounds):
        assert read.clients_RS[index].tolist() == list(select_clients(plan, index))
        for place, client in enumerate(select_clients(plan, index)):
            expected = client_batches(shards[client].num_examples, plan, index, client)
            found = read.batches(index, place)
            assert len(found) == len(expected) and all(map(np.array_equal, found, expected))
    assert all(np.array_equal(read.shard(client)[0], shard.features_NF) for client, shard in enumerate(shards))
    assert (read.num_rounds, read.num_clients, read.learning_rate) == (2, 6, plan.local.learning_rate)


@pytest.mark.parametrize("engine", [run_torch, run_vmap])
def test_other_loops_end_in_the_weights_of_ours(training, engine):
    plan, shards, workload = training
    assert np.abs(engine(plan, workload, 2) - simulate(plan, shards).weights_P).max() < 1e-5


def test_accuracy_of_a_peers_layers_is_ours(training):
    plan, shards, workload = training
    assert workload.accuracy(workload.layers()) == evaluate(plan.model, workload.initial_P, shards[1]).accuracy


@pytest.mark.parametrize("is_plain", [False, True])
def test_products_alone_run_at_every_size_of_batch(training, is_plain):
    plan, _, workload = training
    products = Products(plan, workload, is_plain=is_plain)
    products.run(2)
    places = range(plan.clients_per_round)
    batches = [batch for round_index in range(2) for place in places for batch in workload.batches(round_index, place)]
    assert {size for size, _ in products._steps} == {len(batch) for batch in batches} != {16}


@pytest.mark.parametrize("is_plain", [False, True])
def test_products_are_those_of_inner_products_where_the_plan_trains_by_them(is_plain):
    changes: dict[str, object] = {"num_clients": 3, "clients_per_round": 3, "min_clients": 3}
    changes["model"] = ModelSpec(kind="mlp", layer_sizes=(200, 64, 3))
    changes["local"] = make_plan("mlp", 1).local.model_copy(update={"epochs": 4})
    plan, random = make_plan("mlp", 1).model_copy(update=changes), np.random.default_rng(0)
    shards = [Examples(random.random((size, 200), np.float32), random.integers(0, 3, size)) for size in (60, 66, 71)]
    products = Products(plan, make_workload(plan, shards, shards[0]), is_plain=is_plain)
    products.run(1)
    assert {num_examples for _, num_examples in products._steps} == ({0} if is_plain else {60, 66, 71})
