"""The gate's parameters: both profiles are whole, and what contradicts itself is refused."""

import pytest
from pydantic import ValidationError

from gates.catalogue import PROFILES
from gates.params.classification import ClassificationParameters, classification_plan
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT

PARAMS = load_project(PROJECT_ROOT).classification


@pytest.mark.parametrize("profile", PROFILES)
def test_every_agent_trains_a_linear_layer_in_every_round(profile):
    params = PARAMS.of(profile)
    plan = classification_plan(params, num_features=64, num_classes=12)
    assert plan.model.layer_sizes == (64, 12)
    assert plan.clients_per_round == plan.num_clients == params.agents.num_agents
    assert (plan.seed, plan.codec) == (params.seeds[0], params.agents.codec)


@pytest.mark.parametrize("profile", PROFILES)
def test_there_are_at_least_five_seeds(profile):
    assert len(PARAMS.of(profile).seeds) >= 5


@pytest.mark.parametrize("change", [{"seeds": [1, 1]}, {"also": ["utterances"]}, {"dataset": "../own"}, {"num_timed": 0}])
def test_what_contradicts_itself_is_refused(change):
    raw = PARAMS.reduced.model_dump(mode="json")
    with pytest.raises(ValidationError):
        ClassificationParameters.model_validate({**raw, **change})


def test_more_clients_than_agents_are_refused():
    raw = PARAMS.reduced.model_dump(mode="json")
    raw["agents"]["min_clients"] = raw["agents"]["num_agents"] + 1
    with pytest.raises(ValidationError):
        ClassificationParameters.model_validate(raw)
