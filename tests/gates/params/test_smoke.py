from pathlib import Path

import yaml

from gates.params.project import parse_project
from gates.params.smoke import smoke_plan

PARAMS = parse_project(yaml.safe_load((Path(__file__).parents[3] / "params.yaml").read_text())).smoke


def test_the_plan_asks_every_agent_in_every_round():
    plan = smoke_plan(PARAMS, "int8", 3, num_features=64, num_classes=10)
    assert plan.clients_per_round == plan.num_clients == PARAMS.num_agents
    assert (plan.codec, plan.seed, plan.num_rounds) == ("int8", 3, PARAMS.num_rounds)
    assert plan.model.layer_sizes == (64, *PARAMS.hidden_sizes, 10)


def test_the_model_is_no_toy():
    assert smoke_plan(PARAMS, "fp32", 0, num_features=64, num_classes=10).model.num_parameters >= 30_000
