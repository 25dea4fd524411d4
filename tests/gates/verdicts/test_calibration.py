"""A calibration that is unsteady, or says what cannot be, fails by name."""

import copy

import pytest

from gates.params.limits.calibration import CALIBRATION_FLOORS, CalibrationLimits
from gates.verdicts.calibration import judge_calibration
from tests.gates.mutations import sample

OURS = CalibrationLimits(min_repeats=3, max_spread=0.5)


def changed(path: str, value: object) -> dict:
    artifact = copy.deepcopy(sample("calibration"))
    *parents, last = path.split(".")
    inner = artifact["models"][0] if parents[:1] == ["model"] else artifact
    for name in parents[1:] if parents[:1] == ["model"] else parents:
        inner = inner[name]
    inner[last] = value
    return artifact


@pytest.mark.parametrize(
    ("path", "value", "failed"),
    [
        ("config.repeats", 2, "config.repeats"),
        ("model.step_sec.spread", 0.6, "models[0].step_sec.spread"),
        ("model.step_sec.min", 0.0, "models[0].step_sec.min"),
        ("model.step_sec.median", 0.00001, "models[0].step_sec.median"),
        ("model.step_sec.max", 0.00001, "models[0].step_sec.median"),
        ("model.step_sec.median", float("nan"), "models[0].step_sec.median"),
        ("model.update_bytes.int8", 10**7, "models[0].update_bytes.int8"),
        ("model.update_bytes.int8", 0, "models[0].update_bytes.int8"),
        ("model.update_bytes", {"int8": 1}, "models[0].update_bytes.fp32"),
        ("model.batch_size", "16", "models[0].batch_size"),
        ("models", [], "models"),
        ("machine", {}, "machine.cpu"),
    ],
)
def test_what_is_wrong_is_named(path, value, failed):
    verdict = judge_calibration(changed(path, value), OURS)
    assert failed in {failure.partition(":")[0] for failure in verdict.failures}


def test_the_contract_asks_for_the_spread_and_does_not_limit_it():
    assert judge_calibration(changed("model.step_sec.spread", 9.0), CALIBRATION_FLOORS).ok
