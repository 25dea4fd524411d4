"""What was refused is counted in its own cohort, and on its own day."""

from datetime import timedelta

from gates.cohort.refusals import Refusal, by_day, counted, refused_in
from tests.gates.cohort.receipts import BEGIN

REFUSALS = (
    Refusal("b", "pilot-1", BEGIN),
    Refusal("a", "pilot-1", BEGIN + timedelta(days=1)),
    Refusal("a", "pilot-1", BEGIN + timedelta(hours=20)),
    Refusal("a", "pilot-2", BEGIN),
    Refusal("a", None, BEGIN),
    Refusal("a", "pilot-1", BEGIN - timedelta(days=1)),
    Refusal("a", "pilot-1", BEGIN + timedelta(days=14)),
    Refusal("a", "pilot-1"),
)


def test_each_counts_in_one_cohort_or_in_none_that_can_be_told():
    assert [counted(refused_in(REFUSALS, name)) for name in ("pilot-1", "pilot-2", None, "pilot-3")] == [
        {"a": 5, "b": 1},
        {"a": 1},
        {"a": 1},
        {},
    ]


def test_days_are_counted_from_one_and_what_lies_outside_them_is_left_out():
    assert by_day(refused_in(REFUSALS, "pilot-1"), BEGIN, 14) == {1: {"b": 1}, 2: {"a": 2}}
