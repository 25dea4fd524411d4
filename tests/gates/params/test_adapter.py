"""What the adapter gate's parameters allow, and the plans that follow from them."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from gates.params.adapter import NUM_CLASSES, AdapterParameters, Rounds, Tried, agents_plan, centralized_plan, federated_plan
from tasks.data.text_sources import TEXT_SOURCES
from tasks.project.all_parameters import load_project

ROOT = Path(__file__).parents[3]
PARAMS = load_project(ROOT).adapter
REDUCED = PARAMS.reduced


def changed(**changes: object) -> AdapterParameters:
    return AdapterParameters.model_validate(REDUCED.model_dump() | changes)


def test_the_number_of_labels_is_that_of_the_set() -> None:
    texts = TEXT_SOURCES["utterances"].parse((ROOT / "data" / "own" / "utterances.json").read_bytes())
    assert len({text.label for text in texts}) == NUM_CLASSES["utterances"]


@pytest.mark.parametrize("params", [PARAMS.reduced, PARAMS.full], ids=["reduced", "full"])
def test_the_rates_of_every_training_were_tried(params: AdapterParameters) -> None:
    for training in (params.federated, params.centralized):
        assert training.adapter_rate in params.tried.adapter_rates
        assert training.head_rate in params.tried.head_rates
        assert training.head_only_rate in params.tried.head_only_rates


def test_an_adapter_and_a_head_alone_have_as_many_rounds_and_the_same_batches() -> None:
    adapter, head = (federated_plan(kind, REDUCED, "int8", 3) for kind in ("adapter", "head_only"))
    assert (adapter.num_rounds, adapter.warmup_rounds) == (REDUCED.federated.num_rounds, REDUCED.federated.warmup_rounds)
    assert (head.num_rounds, head.warmup_rounds) == (adapter.num_rounds, 0)
    assert (head.local.epochs, head.local.batch_size) == (adapter.local.epochs, adapter.local.batch_size)
    assert (head.model.kind, head.local.learning_rate) == ("mlp", REDUCED.federated.head_only_rate)
    assert (adapter.model.kind, adapter.local.head_learning_rate) == ("lora", REDUCED.federated.head_rate)


def test_the_centralised_training_is_one_client_and_the_agents_are_all_asked() -> None:
    assert centralized_plan("adapter", REDUCED, 0).num_clients == 1
    over_agents = agents_plan(REDUCED, "int8", 0)
    assert over_agents.num_clients == over_agents.clients_per_round == REDUCED.agents.num_agents
    assert over_agents.min_clients == REDUCED.agents.min_clients


def test_agents_train_as_the_simulated_clients_do() -> None:
    over_agents, simulated = agents_plan(REDUCED, "int8", 0), federated_plan("adapter", REDUCED, "int8", 0)
    assert (over_agents.model, over_agents.local, over_agents.codec) == (simulated.model, simulated.local, simulated.codec)
    assert over_agents.num_rounds > over_agents.warmup_rounds > 0


def test_what_would_train_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="no round is left"):
        Rounds(num_rounds=4, warmup_rounds=4)
    with pytest.raises(ValidationError, match="same number of trials"):
        Tried(adapter_rates=(0.1,), head_rates=(1.0, 2.0), head_only_rates=(1.0,))
    with pytest.raises(ValidationError, match="clients_per_round"):
        changed(clients_per_round=9)
    with pytest.raises(ValidationError, match="min_clients"):
        changed(agents=REDUCED.agents.model_dump() | {"min_clients": 9})
