import math

import pytest

from gates.verdicts.lookup import ABSENT, finite_number, lookup

TREE = {"a": {"b": [1, {"c": "text"}]}, "n": None}


@pytest.mark.parametrize(("path", "value"), [("a.b[0]", 1), ("a.b[1].c", "text"), ("n", None), ("a", TREE["a"])])
def test_a_path_leads_to_its_value(path, value):
    assert lookup(TREE, path) == value


@pytest.mark.parametrize("path", ["b", "a.c", "a.b[2]", "a[0]", "a.b.c", "n.x", "a.b[1].c[0]", "a.b[" + "9" * 5000 + "]"])
def test_a_path_that_leads_nowhere_is_absent_and_not_null(path):
    assert lookup(TREE, path) is ABSENT


@pytest.mark.parametrize("value", [True, False, None, "1", [1], math.nan, math.inf, 1e308, 10**400, ABSENT])
def test_only_a_finite_number_is_a_number(value):
    assert finite_number(value) is None
    assert finite_number(3) == 3.0
