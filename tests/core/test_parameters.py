"""Parameters: what is not declared is refused by name, and what is declared is read to the letter."""

from datetime import date
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, ValidationError

from core.errors import ParameterInvalidError, ParameterUnknownError
from core.parameters import Parameters, parse_parameters


class Training(Parameters):
    learning_rate: Annotated[float, Field(gt=0, le=1)]
    num_rounds: int = 3


class Project(Parameters):
    profile: str = "reduced"
    layer_sizes: tuple[int, ...] = ()
    training: Training | None = None
    stages: tuple[Training, ...] = ()
    by_name: dict[str, Training] = Field(default_factory=dict)


@pytest.mark.parametrize(
    ("raw", "path", "nearest"),
    [
        ({"profil": "full"}, "profil", "profile"),
        ({"training": {"learning_rate": 0.1, "num_round": 2}}, "training.num_round", "num_rounds"),
        ({"stages": [{"learning_rate": 0.1}, {"learning_rat": 0.1}]}, "stages.1.learning_rat", "learning_rate"),
        ({"by_name": {"a": {"learning_rate": 0.1, "rounds": 1}}}, "by_name.a.rounds", "num_rounds"),
        ({"zzz": 1}, "zzz", None),
    ],
)
def test_an_unknown_key_names_its_path_and_the_nearest_valid_name(raw: dict[str, object], path: str, nearest: str | None) -> None:
    with pytest.raises(ParameterUnknownError) as refusal:
        parse_parameters(Project, raw)
    assert refusal.value.context["parameter"] == path
    if nearest is not None:
        assert refusal.value.context["nearest"] == nearest
        assert f"did you mean {nearest}?" in str(refusal.value)


@given(st.text(min_size=1, max_size=12).filter(lambda name: name not in Project.model_fields))
def test_no_unknown_key_passes(name: str) -> None:
    with pytest.raises((ParameterUnknownError, ParameterInvalidError)):
        parse_parameters(Project, {name: 1})


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ({"training": {"learning_rate": 2.0}}, "training.learning_rate"),
        ({"training": {"learning_rate": "0.1"}}, "training.learning_rate"),
        ({"training": {"learning_rate": float("nan")}}, "training.learning_rate"),
        ({"training": {"learning_rate": float("inf")}}, "training.learning_rate"),
        ({"training": {"learning_rate": True}}, "training.learning_rate"),
        ({"training": {"learning_rate": 0.1, "num_rounds": "3"}}, "training.num_rounds"),
        ({"training": {"learning_rate": 0.1, "num_rounds": True}}, "training.num_rounds"),
        ({"training": {"learning_rate": 0.1, "num_rounds": 2.5}}, "training.num_rounds"),
        ({"training": {}}, "training.learning_rate"),
        ({"profile": 1}, "profile"),
        ({"layer_sizes": [64, "10"]}, "layer_sizes.1"),
    ],
)
def test_an_invalid_value_is_refused_by_its_path(raw: dict[str, object], path: str) -> None:
    with pytest.raises(ParameterInvalidError) as refusal:
        parse_parameters(Project, raw)
    assert refusal.value.context["parameter"] == path


def test_a_section_is_named_by_its_place_in_the_whole() -> None:
    with pytest.raises(ParameterUnknownError) as unknown:
        parse_parameters(Training, {"learning_rate": 0.1, "num_round": 2}, within="stages.first")
    assert (unknown.value.context["parameter"], unknown.value.context["nearest"]) == ("stages.first.num_round", "num_rounds")
    with pytest.raises(ParameterInvalidError) as invalid:
        parse_parameters(Training, None, within="training")
    assert invalid.value.context["parameter"] == "training"


def test_a_value_that_json_does_not_know_is_refused() -> None:
    with pytest.raises(ParameterInvalidError):
        parse_parameters(Project, {"profile": date(2026, 1, 1)})  # type: ignore[dict-item]


def test_lists_become_tuples_and_whole_numbers_serve_as_reals() -> None:
    parsed = parse_parameters(Project, {"layer_sizes": [64, 10], "training": {"learning_rate": 1}})
    assert parsed.layer_sizes == (64, 10)
    assert parsed.training == Training(learning_rate=1.0)


def test_parameters_are_frozen() -> None:
    parsed = parse_parameters(Project, {})
    with pytest.raises(ValidationError):
        parsed.profile = "full"  # type: ignore[misc]
