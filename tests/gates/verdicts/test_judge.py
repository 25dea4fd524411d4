import math

import pytest

from gates.verdicts.judge import Judge


def judged(artifact: dict, limit: float | None = 0.9) -> tuple[bool, str]:
    judge = Judge("gate", artifact)
    judge.at_least("metrics.accuracy", limit)
    (row,) = judge.verdict().rows
    return row.ok, row.reason


def test_a_number_at_its_limit_passes():
    assert judged({"metrics": {"accuracy": 0.9}}) == (True, "")


@pytest.mark.parametrize("limit", [0.9, None])
@pytest.mark.parametrize(
    "artifact",
    [
        {},
        {"metrics": {}},
        {"metrics": None},
        {"metrics": [0.99]},
        {"metrics": {"accuracy": None}},
        {"metrics": {"accuracy": "0.99"}},
        {"metrics": {"accuracy": True}},
        {"metrics": {"accuracy": math.nan}},
        {"metrics": {"accuracy": math.inf}},
        {"metrics": {"accuracy": [0.99]}},
    ],
)
def test_what_is_missing_or_no_finite_number_fails_by_name_with_or_without_a_limit(artifact, limit):
    judge = Judge("gate", artifact)
    judge.at_least("metrics.accuracy", limit)
    verdict = judge.verdict()
    assert not verdict.ok
    assert verdict.failures[0].startswith("metrics.accuracy: ")


def test_an_unjudged_number_is_reported_with_the_reason():
    judge = Judge("gate", {"accuracy": 0.1})
    judge.at_least("accuracy", 0.9, unjudged="a peer was lost")
    (row,) = judge.rows
    assert (row.comparison, row.limit, row.ok, row.reason) == ("reported", None, True, "a peer was lost")


def test_the_margin_is_positive_where_there_is_room():
    judge = Judge("gate", {"a": 0.97, "b": 0.2})
    judge.at_least("a", 0.95)
    judge.at_most("b", 0.26)
    assert [row.margin for row in judge.rows] == [pytest.approx(0.02), pytest.approx(0.06)]


@pytest.mark.parametrize(("value", "expected"), [(True, 1), (1, True), (1.0, 1), ("1", 1), (None, 1)])
def test_equality_is_of_type_too(value, expected):
    judge = Judge("gate", {"x": value})
    judge.equals("x", expected)
    assert not judge.rows[0].ok


@pytest.mark.parametrize("artifact", [{}, {"a": "x"}, {"a": "", "b": ""}, {"a": None, "b": None}, {"a": "x", "b": "y"}])
def test_two_texts_are_the_same_only_when_both_are_there(artifact):
    judge = Judge("gate", artifact)
    judge.same("a", "b")
    assert not judge.verdict().ok


@pytest.mark.parametrize("path", ["a[0]", "a.0", "a[9]", "b.c", "a[0].x.y"])
def test_a_path_through_another_type_is_missing(path):
    judge = Judge("gate", {"a": "text", "b": [1]})
    judge.at_most(path, 1)
    assert not judge.rows[0].ok
