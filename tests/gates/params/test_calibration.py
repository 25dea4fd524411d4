"""The calibration's parameters name each model once."""

import pytest

from core.errors import ParameterInvalidError
from core.parameters import parse_parameters
from gates.catalogue import PROFILES
from gates.params.calibration import CalibrationParameters
from gates.params.smoke import smoke_plan
from tasks.parameters import load_project
from tasks.project_files import PROJECT_ROOT


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
def test_the_model_that_smoke_trains_is_calibrated(profile):
    params = load_project(PROJECT_ROOT)
    plan = smoke_plan(params.smoke, "fp32", 0, num_features=64, num_classes=10)
    calibrated = {one.name: one for one in params.calibration.of(profile).models}
    assert (calibrated["smoke"].model, calibrated["smoke"].batch_size) == (plan.model, plan.local.batch_size)
