"""The plan refuses what contradicts itself and survives JSON."""

import subprocess
import sys

import pytest

from learning.errors import PlanInvalidError
from learning.plan import MAX_UPDATE_HEADER_BYTES, STRATEGY_PARAMETERS, ModelSpec, parse_plan


def test_plan_survives_json(make_plan):
    plan = make_plan(client_seeds=[4, 3, 2, 2**32 - 1])
    assert parse_plan(plan.model_dump(mode="json")) == plan


def test_client_seed_is_the_index_unless_named(make_plan):
    assert [make_plan().client_seed(client) for client in range(4)] == [0, 1, 2, 3]
    assert make_plan(client_seeds=[9, 8, 7, 6]).client_seed(2) == 7


def test_num_parameters_counts_weights_and_biases():
    assert ModelSpec(kind="mlp", layer_sizes=(64, 512, 10)).num_parameters == 64 * 512 + 512 + 512 * 10 + 10


def test_the_first_layer_of_a_model_of_characters_sees_one_hot_forms(make_plan):
    spec = ModelSpec(kind="characters", layer_sizes=(8, 128, 64))
    assert spec.layer_widths == (512, 128, 64) and spec.num_parameters == 513 * 128 + 129 * 64
    with pytest.raises(PlanInvalidError):
        make_plan(model={"kind": "characters", "layer_sizes": [6, 3]}, normalisation={"means": [0.0] * 6, "scales": [1.0] * 6})


def test_update_bound_is_fp32_and_a_header(make_plan):
    plan = make_plan()
    assert plan.max_update_bytes == 4 * plan.model.num_parameters + MAX_UPDATE_HEADER_BYTES


@pytest.mark.parametrize(
    "fields",
    [
        {"clients_per_round": 5},
        {"min_clients": 5},
        {"min_clients": 0},
        {"client_seeds": [1, 2, 3]},
        {"client_seeds": [1, 2, 3, -1]},
        {"client_seeds": [1, 2, 3, 2**32]},
        {"seed": "7"},
        {"seed": True},
        {"seed": 1.5},
        {"seed": -1},
        {"num_rounds": 0},
        {"codec": "INT 8"},
        {"codec": None},
        {"surprise": 1},
        {"model": {"kind": "cnn", "layer_sizes": [6, 3]}},
        {"model": {"kind": "mlp", "layer_sizes": [6]}},
        {"model": {"kind": "mlp", "layer_sizes": [6, 0, 3]}},
        {"model": {"kind": "mlp", "layer_sizes": [2] * 17}},
        {"model": {"kind": "mlp", "layer_sizes": [10_000, 10_000]}},
        {"model": {"kind": "mlp", "layer_sizes": [64, 600_000, 10]}, "local": {"epochs": 1, "batch_size": 112, "learning_rate": 0.1}},
        {"local": {"epochs": 0, "batch_size": 8, "learning_rate": 0.1}},
        {"local": {"epochs": 1, "batch_size": 8, "learning_rate": 0.0}},
        {"local": {"epochs": 1, "batch_size": 8, "learning_rate": float("nan")}},
        {"local": {"epochs": 1, "batch_size": 8, "learning_rate": 0.1, "momentum": 1.0}},
        {"local": {"batch_size": 8, "learning_rate": 0.1}},
        {"local": {"epochs": 1, "num_steps": 1, "batch_size": 8, "learning_rate": 0.1}},
        {"local": {"num_steps": 0, "batch_size": 8, "learning_rate": 0.1}},
        {"local": {"num_steps": 2**14, "batch_size": 2**13, "learning_rate": 0.1}},
        {"local": {"epochs": 1, "batch_size": 8, "learning_rate": 0.1, "optimiser": "lion"}},
        {"local": {"epochs": 1, "batch_size": 8, "learning_rate": 0.1, "optimiser": "adamw", "momentum": 0.9}},
        {"local": {"epochs": 1, "batch_size": 8, "learning_rate": 0.1, "weight_decay": 0.1}},
        {"local": {"epochs": 1, "batch_size": 8, "learning_rate": 0.1, "proximal_mu": -0.1}},
        {"strategy": {"name": "fedavg", "q": 2.0}},
        {"strategy": {"name": "fedavg", "momentum": 0.5}},
        {"strategy": {"name": "fedavgm", "momentum": 1.0}},
        {"strategy": {"name": "fedadam", "tau": 0.0}},
        {"strategy": {"name": "qffl", "q": -1.0}},
        {"strategy": {"name": "qffl", "q": 11.0}},
        {"strategy": {"name": "afl", "mixture_learning_rate": -0.1}},
        {"strategy": {"name": "fedyogi", "server_learning_rate": 0.0}},
    ],
)
def test_bad_plan_is_refused_by_code(make_plan, fields):
    with pytest.raises(PlanInvalidError):
        make_plan(**fields)


def test_a_plan_of_before_the_strategies_had_parameters_is_read_as_it_was(make_plan):
    plan = make_plan()
    assert plan.model_dump(mode="json", exclude_unset=True)["strategy"] == {"name": "fedavg"}
    assert (plan.local.optimiser, plan.local.proximal_mu, plan.local.num_steps) == ("sgd", 0.0, None)


@pytest.mark.parametrize("name", STRATEGY_PARAMETERS)
def test_every_strategy_has_defaults_and_takes_its_own_parameters(make_plan, name):
    chosen = dict.fromkeys(STRATEGY_PARAMETERS[name], 0.25)
    for strategy in ({"name": name}, {"name": name, **chosen}):
        plan = make_plan(strategy=strategy)
        assert parse_plan(plan.model_dump(mode="json")) == plan


def test_a_wide_model_has_small_batches(make_plan):
    wide = {"kind": "mlp", "layer_sizes": [64, 600_000, 10]}
    assert make_plan(model=wide, local={"epochs": 1, "batch_size": 111, "learning_rate": 0.1})
    with pytest.raises(PlanInvalidError, match="over all layers"):
        make_plan(model=wide, local={"epochs": 1, "batch_size": 112, "learning_rate": 0.1})


@pytest.mark.parametrize("raw", [None, [], "plan", 3, {}, {"model": {1, 2}}])
def test_what_is_no_plan_is_refused_by_code(raw):
    with pytest.raises(PlanInvalidError):
        parse_plan(raw)


def test_plan_loads_no_numpy():
    code = "import sys, learning.plan, learning.errors; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
