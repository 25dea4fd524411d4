import math

import pytest

from gates.artifacts.fields import Artifact
from gates.verdicts.schema import schema_failures


class Item(Artifact):
    x: float


class Whole(Artifact):
    items: tuple[Item, ...]
    by_name: dict[str, Item]


def artifact(**changes: object) -> dict:
    return {"items": [{"x": 1}, {"x": 2.0}], "by_name": {"a": {"x": 0.0}}, **changes}


def test_what_follows_its_schema_has_no_failures():
    assert schema_failures(Whole, artifact()) == {}


def test_a_fault_is_named_by_its_path():
    assert schema_failures(Whole, artifact(items=[{"x": 1}, {}])) == {"items[1].x": "missing"}
    assert list(schema_failures(Whole, artifact(by_name={"a": {"x": "0.9"}, "b": 3}))) == ["by_name.a.x", "by_name.b"]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_named_once_and_in_additive_fields_too(value):
    assert schema_failures(Whole, artifact(items=[{"x": value}])) == {"items[0].x": "not a finite number"}
    assert schema_failures(Whole, artifact(later={"list": [1.0, value]})) == {"later.list[1]": "not a finite number"}


@pytest.mark.parametrize("value", ["1", True, None, [1.0]])
def test_a_number_is_a_number(value):
    assert list(schema_failures(Whole, artifact(items=[{"x": value}]))) == ["items[0].x"]


def test_what_is_no_json_fails_as_a_whole():
    assert list(schema_failures(Whole, artifact(later=b"bytes"))) == ["artifact"]
    assert list(schema_failures(Whole, {})) == ["items", "by_name"]
