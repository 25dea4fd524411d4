"""A calibration tells what a step and an update of each model cost."""

import numpy as np
import pytest

from core.errors import ParameterInvalidError
from learning.codecs.registry import codec_named, codec_names
from tasks.computing.measuring import measure
from tasks.runs.calibration.costs import calibrate


def asked(num_steps: int = 20, **layer_sizes: list[int]) -> dict[str, object]:
    models = [{"name": name, "model": {"kind": "mlp", "layer_sizes": sizes}, "batch_size": 4} for name, sizes in layer_sizes.items()]
    return {"models": models, "num_steps": num_steps, "seed": 0}


def test_every_codec_is_told_its_bytes_and_they_are_those_of_an_encoded_update():
    found = calibrate(asked(small=[6, 40, 3]))["small"]
    update_P = np.random.default_rng(1).standard_normal(403).astype(np.float32)
    sizes = {name: len(codec_named(name).encode(update_P, lambda: np.random.default_rng(1), None).payload) for name in codec_names()}
    # What a sparse codec writes depends on where the greatest values lie.
    assert found["update_bytes"] == {name: size if "topk" not in name else pytest.approx(size, rel=0.05) for name, size in sizes.items()}


def test_a_larger_model_takes_longer_steps():
    found = calibrate(asked(num_steps=30, small=[10, 10, 10], large=[200, 2000, 10]))
    assert found["large"]["step_sec"] > found["small"]["step_sec"] > 0


def test_a_model_of_characters_is_timed_on_codes():
    raw = asked()
    raw["models"] = [{"name": "speech", "model": {"kind": "characters", "layer_sizes": [4, 8, 5]}, "batch_size": 4}]
    assert calibrate(raw)["speech"]["step_sec"] > 0


def test_bytes_are_the_same_in_every_process_and_steps_are_no_longer_for_more_of_them():
    runs = [
        measure("tasks.runs.calibration.costs:calibrate", asked(num_steps=steps, model=[64, 256, 10]), 60).payload["model"]
        for steps in (50, 400)
    ]
    assert runs[0]["update_bytes"] == runs[1]["update_bytes"]
    assert runs[1]["step_sec"] < 4 * runs[0]["step_sec"]


def test_what_is_asked_is_checked():
    with pytest.raises(ParameterInvalidError):
        calibrate(asked(model=[64]))
