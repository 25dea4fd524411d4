"""Rows are in the model's order however they were named, and answers carry the classes' names."""

import pytest
from pydantic import TypeAdapter

from core.errors import CodedError
from p2p.agent.models.card import ModelTerms
from p2p.agent.models.inputs import ModelInput, answer_of, rows_of

TERMS = ModelTerms(features=("a", "b"), classes=("no", "yes"))
INPUT = TypeAdapter(ModelInput)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([1, 2.5], (True, [[1, 2.5]])),
        ({"b": 2.5, "a": 1}, (True, [[1, 2.5]])),
        ([[1, 2], [3, 4]], (False, [[1, 2], [3, 4]])),
        ([{"b": 2, "a": 1}], (False, [[1, 2]])),
    ],
)
def test_every_form_becomes_rows_in_the_models_order(value, expected) -> None:
    assert rows_of(INPUT.validate_python(value), TERMS) == expected


@pytest.mark.parametrize("value", ["text", [1], [[1, 2], [1, 2, 3]], {"a": 1}, {"a": 1, "b": 2, "c": 3}])
def test_other_features_than_the_models_are_refused(value) -> None:
    with pytest.raises(CodedError) as refusal:
        rows_of(INPUT.validate_python(value), TERMS)
    assert refusal.value.code == "p2p.task.input_invalid"


def test_an_answer_names_the_most_likely_class() -> None:
    assert answer_of(((0.25, 0.75),), TERMS, is_single=True) == {"result": "yes", "probabilities": {"no": 0.25, "yes": 0.75}}
    assert answer_of(((0.25, 0.75), (1, 0)), TERMS, is_single=False)["result"] == ["yes", "no"]
