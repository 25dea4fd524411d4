"""Every field of an artifact whose fields the contract does not name is there with its type; without it, or as something else, it fails by name."""

import pytest

from tests.gates.mutations import WRONG, at, faults, put, sample, without
from tests.gates.own_fields import OWN, paths

KINDS = {bool: "truth", int: "number", float: "number", str: "text", list: "list", dict: "object"}


def kind(value: object) -> str:
    return KINDS.get(type(value), "any")


@pytest.mark.parametrize("name", OWN)
def test_a_sample_is_good(name):
    assert faults(name, sample(name)) == {}


@pytest.mark.parametrize("name", OWN)
def test_a_field_that_lacks_is_missed(name):
    assert tuple(path for path in paths(sample(name)) if not faults(name, without(sample(name), path))) == OWN[name]


@pytest.mark.parametrize("name", OWN)
def test_a_field_of_another_type_fails(name):
    wrong = [(path, value) for path in paths(sample(name)) for value in WRONG[kind(at(sample(name), path))] if value is not None]
    assert [(path, value) for path, value in wrong if not faults(name, put(sample(name), path, value))] == []
