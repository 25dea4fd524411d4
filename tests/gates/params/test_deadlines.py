"""The fairness gates' parameters: clients by device, plans that differ by codec and strategy alone."""

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from gates.params.deadlines import DeadlineTraining, FairnessParameters, deadline_plan
from gates.params.project import parse_project
from learning.heterogeneity.devices import DEVICES

PARAMS = parse_project(yaml.safe_load((Path(__file__).parents[3] / "params.yaml").read_text()))
ALL = pytest.mark.parametrize(
    "params", [PARAMS.fairness.reduced, PARAMS.fairness.full, PARAMS.utility_fairness.reduced, PARAMS.utility_fairness.full]
)


@ALL
def test_every_client_has_a_known_device_and_is_asked_in_every_round(params: DeadlineTraining) -> None:
    plan = deadline_plan(params, "int8", 3, num_clients=len(params.fleet))
    assert set(params.fleet) <= set(DEVICES) and len(params.fleet) == sum(some.num_clients for some in params.devices)
    assert plan.clients_per_round == plan.num_clients == len(params.fleet)
    assert (plan.codec, plan.seed, plan.model, plan.strategy.name, plan.min_clients) == ("int8", 3, params.model, "fedavg", 1)


@ALL
def test_the_calibration_measures_the_model(params: DeadlineTraining) -> None:
    profile = (
        PARAMS.calibration.reduced if params in (PARAMS.fairness.reduced, PARAMS.utility_fairness.reduced) else PARAMS.calibration.full
    )
    assert (params.model, params.batch_size) in [(one.model, one.batch_size) for one in profile.models]


def test_the_gates_are_what_the_contract_defines_them_by() -> None:
    assert PARAMS.fairness.reduced.deadline_quantiles == (0.5,) and len(PARAMS.fairness.reduced.seeds) >= 3
    assert PARAMS.utility_fairness.reduced.deadline_quantiles == (0.4, 0.5, 0.6)
    assert PARAMS.utility_fairness.reduced.churn.rate >= 0.1


@pytest.mark.parametrize(
    "change",
    [
        {"deadline_quantiles": (0.5, 0.6)},
        {"deadline_quantiles": ()},
        {"deadline_quantiles": (0.0,)},
        {"devices": ()},
        {"devices": ({"device": "phone", "num_clients": 0},)},
        {"churn": {"rate": 1.5}},
        {"fair_strategy": {"name": "fedavg"}},
        {"seeds": (1, 1)},
    ],
)
def test_values_without_meaning_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        FairnessParameters.model_validate({**PARAMS.fairness.reduced.model_dump(), **change})
