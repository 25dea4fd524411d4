"""The baseline's plans differ by codec, seed and number of clients alone, in both profiles."""

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from gates.params.baseline import BaselineParameters, baseline_plan
from gates.params.project import parse_project

PARAMS = parse_project(yaml.safe_load((Path(__file__).parents[3] / "params.yaml").read_text())).baseline
BOTH = pytest.mark.parametrize("params", [PARAMS.reduced, PARAMS.full], ids=["reduced", "full"])


@BOTH
def test_every_client_takes_part_in_every_round(params: BaselineParameters) -> None:
    plan = baseline_plan(params, "int8", 3, num_clients=params.num_clients)
    assert plan.clients_per_round == plan.num_clients == params.num_clients
    assert (plan.codec, plan.seed, plan.num_rounds) == ("int8", 3, params.num_rounds)
    assert plan.model.layer_sizes == (params.num_features, *params.hidden_sizes, 10)


@BOTH
def test_centralised_training_is_one_client_with_the_same_training(params: BaselineParameters) -> None:
    federated = baseline_plan(params, "fp32", 0, num_clients=params.num_clients)
    alone = baseline_plan(params, "fp32", 0, num_clients=1)
    assert alone.model_copy(update={"num_clients": params.num_clients, "clients_per_round": params.num_clients}) == federated


@BOTH
def test_the_model_and_the_number_of_seeds_are_what_the_gate_is_defined_by(params: BaselineParameters) -> None:
    assert baseline_plan(params, "fp32", 0, num_clients=8).model.num_parameters >= 30_000
    assert len(params.seeds) >= 5 and (params.num_clients, params.dirichlet_alpha) == (8, 1.0)


@pytest.mark.parametrize("change", [{"seeds": (1, 1)}, {"seeds": ()}, {"dataset": "cifar"}, {"num_clients": 1}, {"momentum": 1.0}])
def test_values_without_meaning_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        BaselineParameters.model_validate({**PARAMS.reduced.model_dump(), **change})
