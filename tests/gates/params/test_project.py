import copy
from pathlib import Path

import pytest
import yaml

from core.errors import CodedError
from gates.params.project import parse_project

RAW = yaml.safe_load((Path(__file__).parents[3] / "params.yaml").read_text())


def changed(dotted: str, value: object) -> dict:
    raw = copy.deepcopy(RAW)
    *path, last = dotted.split(".")
    place = raw
    for name in path:
        place = place[name]
    place[last] = value
    return raw


def test_the_committed_parameters_are_valid():
    assert parse_project(RAW).profile == "reduced"


@pytest.mark.parametrize(
    ("unknown", "nearest"),
    [
        ("profil", "profile"),
        ("smoke.lerning_rate", "learning_rate"),
        ("smoke.epoch", "epochs"),
        ("limits.smoke.min_acuracy", "min_accuracy"),
        ("limits.smoek", "smoke"),
        ("data.digits.test_frac", "test_fraction"),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest_valid_name(unknown, nearest):
    with pytest.raises(CodedError) as caught:
        parse_project(changed(unknown, 1))
    assert caught.value.code == "core.parameters.unknown"
    assert caught.value.context == {"parameter": unknown, "nearest": nearest}


@pytest.mark.parametrize(
    ("dotted", "value"),
    [
        ("profile", "medium"),
        ("smoke.num_agents", 1),
        ("smoke.min_clients", 5),
        ("smoke.learning_rate", 0),
        ("smoke.learning_rate", float("nan")),
        ("smoke.hidden_sizes", []),
        ("smoke.evaluation_seeds", [1, 1]),
        ("smoke.seed", -1),
        ("limits.smoke.min_accuracy", 1.5),
        ("limits.smoke.min_accuracy", float("inf")),
        ("data.digits.test_fraction", 1),
    ],
)
def test_a_value_out_of_bounds_is_refused_by_name(dotted, value):
    with pytest.raises(CodedError) as caught:
        parse_project(changed(dotted, value))
    assert caught.value.code == "core.parameters.invalid"
    assert str(caught.value.context["parameter"]) in dotted


@pytest.mark.parametrize("name", ["profile", "data", "limits", "smoke"])
def test_there_are_no_silent_defaults(name):
    raw = {key: value for key, value in RAW.items() if key != name}
    with pytest.raises(CodedError) as caught:
        parse_project(raw)
    assert caught.value.context["parameter"] == name
