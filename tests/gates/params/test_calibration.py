"""The calibration's parameters name each model once."""

import pytest

from core.errors import ParameterInvalidError
from core.parameters import parse_parameters
from gates.catalogue import PROFILES
from gates.params.baseline import baseline_plan
from gates.params.calibration import CalibrationParameters
from gates.params.smoke import smoke_plan
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT


def raw(*names: str) -> dict[str, object]:
    models = [{"name": name, "model": {"kind": "mlp", "layer_sizes": [4, 8, 2]}, "batch_size": 4} for name in names]
    return {"reduced": {"models": models}, "full": {"models": models}, "repeats": 3, "num_steps": 10, "timeout_s": 60.0, "seed": 0}


def test_each_profile_has_its_models():
    params = parse_parameters(CalibrationParameters, raw("small", "large"))
    assert [model.name for model in params.of("full").models] == ["small", "large"]


@pytest.mark.parametrize("names", [(), ("one", "one"), ("One",)])
def test_models_without_a_name_of_their_own_are_refused(names):
    with pytest.raises(ParameterInvalidError):
        parse_parameters(CalibrationParameters, raw(*names))


@pytest.mark.parametrize("profile", PROFILES)
def test_the_models_that_smoke_and_baseline_train_are_calibrated(profile):
    params = load_project(PROJECT_ROOT)
    plans = {
        "smoke": smoke_plan(params.smoke, "fp32", 0, num_features=64, num_classes=10),
        "baseline": baseline_plan(params.baseline.of(profile), "fp32", 0, num_clients=8),
    }
    calibrated = {one.name: one for one in params.calibration.of(profile).models}
    for name, plan in plans.items():
        assert (calibrated[name].model, calibrated[name].batch_size) == (plan.model, plan.local.batch_size), name
