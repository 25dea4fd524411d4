"""The calibration says of each model what its repeats say together."""

import pytest

from core.parameters import parse_parameters
from gates.artifacts.calibration import Calibration
from gates.judges import JUDGEMENTS
from gates.params.calibration import CalibrationParameters
from gates.params.limits.calibration import CALIBRATION_FLOORS, CalibrationLimits
from learning.codecs.registry import codec_names
from tasks.runs.calibration.run import MeasuredCost, calibration_artifact, calibration_frame, calibration_outcome, detail, measure_costs

OURS = CalibrationLimits(min_repeats=3, max_spread=0.5)


def params(repeats: int = 4) -> CalibrationParameters:
    models = [
        {"name": name, "model": {"kind": "mlp", "layer_sizes": [4, size, 2]}, "batch_size": 4} for name, size in (("a", 8), ("b", 16))
    ]
    parts = {"reduced": {"models": models}, "full": {"models": models[:1]}}
    return parse_parameters(CalibrationParameters, parts | {"repeats": repeats, "num_steps": 10, "timeout_s": 60.0, "seed": 0})


def runs(*steps: float) -> list[dict[str, MeasuredCost]]:
    return [
        {name: MeasuredCost(step_sec=step, update_bytes={"fp32": 100, "int8": 30}) for name in ("a", "b")} for step in steps
    ]  # fmt: skip


def test_a_step_is_the_median_of_the_repeats_with_its_spread():
    found = runs(1.0, 2.0, 3.0, 10.0)
    artifact = calibration_artifact(params(), found, calibration_frame(found), "full")
    (model,) = artifact["models"]
    assert model["step_sec"] == {"median": 2.5, "min": 1.0, "max": 10.0, "spread": pytest.approx((4.75 - 1.75) / 2.5)}
    assert model["update_bytes"] == {"fp32": 100, "int8": 30}
    assert (model["name"], model["num_parameters"]) == ("a", 5 * 8 + 9 * 2)
    assert artifact["config"]["mode"] == "full"
    assert set(artifact["machine"]) == {"platform", "cpu", "num_cores", "python"}


def test_what_was_measured_passes_and_holds_every_codec():
    found = measure_costs.fn(params(repeats=3), params().of("reduced").models)
    outcome = calibration_outcome(params(repeats=3), found, "reduced")
    verdict = JUDGEMENTS["calibration"].judge(outcome.artifact, CALIBRATION_FLOORS)
    assert verdict.ok, verdict.failures
    calibration = Calibration.model_validate(outcome.artifact)
    assert {tuple(sorted(model.update_bytes)) for model in calibration.models} == {codec_names()}
    assert len(outcome.frame) == 3 * 2 * (1 + len(codec_names()))
    assert outcome.figures["calibration_costs.png"].startswith(b"\x89PNG")
    assert "a step" in detail(found)


def test_a_run_that_measured_nothing_has_an_artifact_that_fails():
    verdict = JUDGEMENTS["calibration"].judge(calibration_outcome(params(), (), "reduced").artifact, OURS)
    assert "models" in {failure.partition(":")[0] for failure in verdict.failures}
