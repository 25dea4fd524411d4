"""Every gate's training is bounded alike, and its plan is what the parameters say."""

import pytest

from core.errors import ParameterInvalidError
from core.parameters import Parameters, parse_parameters
from gates.params.training import AgentTraining, Seeds
from learning.plan import LocalTraining

RAW = {
    "dirichlet_alpha": 1.0,
    "min_shard_size": 8,
    "num_rounds": 3,
    "epochs": 2,
    "batch_size": 16,
    "learning_rate": 0.1,
    "momentum": 0.9,
    "round_timeout_s": 30.0,
    "num_agents": 4,
    "min_clients": 2,
}


class Seeded(Parameters):
    seeds: Seeds


def test_a_plan_asks_every_client_in_every_round_for_the_same_local_training():
    training = parse_parameters(AgentTraining, RAW)
    plan = training.plan((64, 8, 10), training.local, codec="int8", seed=3, num_clients=4, min_clients=2, server_learning_rate=0.5)
    assert plan.local == LocalTraining(epochs=2, batch_size=16, learning_rate=0.1, momentum=0.9)
    assert (plan.num_rounds, plan.num_clients, plan.clients_per_round, plan.min_clients) == (3, 4, 4, 2)
    assert (plan.model.layer_sizes, plan.codec, plan.seed) == ((64, 8, 10), "int8", 3)
    assert (plan.strategy.name, plan.strategy.server_learning_rate) == ("fedavg", 0.5)


@pytest.mark.parametrize("name", RAW)
def test_no_value_has_a_default_or_may_be_negative(name):
    with pytest.raises(ParameterInvalidError):
        parse_parameters(AgentTraining, {key: value for key, value in RAW.items() if key != name})
    with pytest.raises(ParameterInvalidError):
        parse_parameters(AgentTraining, RAW | {name: -1})


def test_more_clients_than_agents_are_refused():
    assert parse_parameters(AgentTraining, RAW | {"min_clients": 4}).min_clients == 4
    with pytest.raises(ParameterInvalidError):
        parse_parameters(AgentTraining, RAW | {"min_clients": 5})


@pytest.mark.parametrize("seeds", [[], [1, 1], [-1], [2**32]])
def test_seeds_are_some_and_different_and_of_32_bits(seeds):
    assert parse_parameters(Seeded, {"seeds": [0, 2**32 - 1]}).seeds == (0, 2**32 - 1)
    with pytest.raises(ParameterInvalidError) as refusal:
        parse_parameters(Seeded, {"seeds": seeds})
    assert str(refusal.value.context["parameter"]).startswith("seeds")
