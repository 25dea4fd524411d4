"""Every field that the contract gives an artifact is there with its type; without it, or as something else, it fails by name."""

import pytest

from gates.judges import JUDGEMENTS
from tests.gates.contract import FIELDS
from tests.gates.mutations import MODEL_OF, WRONG, at, faults, fields, put, sample, without
from tests.gates.own_fields import OWN

TYPES = {"number": (int, float), "whole": int, "truth": bool, "text": str, "list": list, "object": dict, "any": object}
NULL_IS_NOT_THERE = {"cohort_manifest": {"nodes[0].onboarding_checked_utc"}}
"""Null where the moment has not come yet."""


def names(found: dict[str, str], path: str) -> bool:
    """Whether a failure names the path, or the block that it lies in where the model looks at the block as a whole."""
    return any(metric == path or metric.startswith((f"{path}.", f"{path}[")) for metric in found)


def test_every_artifact_has_its_fields_here_or_is_of_our_own():
    assert set(JUDGEMENTS) | set(MODEL_OF) == set(FIELDS) | set(OWN)


@pytest.mark.parametrize("name", FIELDS)
def test_a_sample_is_good_under_the_floors_and_ours(name):
    assert faults(name, sample(name)) == {}
    assert faults(name, sample(name), ours=True) == {}


@pytest.mark.parametrize("name", FIELDS)
def test_the_sample_has_every_field_with_its_type(name):
    found = {path: (kind, at(sample(name), path)) for path, kind, _ in fields(name)}
    of_type = {path for path, (kind, value) in found.items() if isinstance(value, TYPES[kind])}
    no_number = {path for path, (kind, value) in found.items() if isinstance(value, bool) and kind in ("number", "whole")}
    assert of_type - no_number == set(found)


@pytest.mark.parametrize("name", FIELDS)
def test_a_missing_field_fails_by_name(name):
    required = [path for path, _, is_required in fields(name) if is_required]
    assert [path for path in required if not names(faults(name, without(sample(name), path)), path)] == []


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_that_may_be_lacking_is_not_missed(name):
    optional = [path for path, _, is_required in fields(name) if not is_required]
    assert {path: found for path in optional if (found := faults(name, without(sample(name), path)))} == {}


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_of_another_type_fails_by_name(name):
    may_be_null = {path for path, _, is_required in fields(name) if not is_required} | NULL_IS_NOT_THERE.get(name, set())
    wrong = [(path, value) for path, kind, _ in fields(name) for value in WRONG[kind] if value is not None or path not in may_be_null]
    assert [(path, value) for path, value in wrong if not names(faults(name, put(sample(name), path, value)), path)] == []
