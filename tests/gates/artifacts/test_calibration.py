"""A calibration answers for the models that it measured, and for no other."""

import json

import pytest

from gates.artifacts.calibration import parse_calibration
from gates.errors import ArtifactInvalidError, CalibrationMissingError
from learning.plan import ModelSpec
from tests.gates.mutations import sample


def spec(*layer_sizes: int) -> ModelSpec:
    return ModelSpec(kind="mlp", layer_sizes=layer_sizes)


def test_the_cost_of_a_measured_model_is_found_by_its_architecture_and_batch_size():
    calibration = parse_calibration(json.dumps(sample("calibration")).encode())
    cost = calibration.cost_of(spec(64, 128, 10), 16)
    assert cost.step_sec.median == 0.0001
    assert cost.update_bytes["int8"] < cost.update_bytes["fp32"]


@pytest.mark.parametrize(("model", "batch_size"), [(spec(64, 128, 10), 32), (spec(64, 129, 10), 16)])
def test_another_model_or_batch_size_is_refused(model, batch_size):
    calibration = parse_calibration(json.dumps(sample("calibration")).encode())
    with pytest.raises(CalibrationMissingError):
        calibration.cost_of(model, batch_size)


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", json.dumps(sample("calibration") | {"models": []}).encode()])
def test_what_is_no_calibration_is_refused(raw):
    with pytest.raises(ArtifactInvalidError):
        parse_calibration(raw)
