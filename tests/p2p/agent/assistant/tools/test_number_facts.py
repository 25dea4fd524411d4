from fractions import Fraction

import pytest

from p2p.agent.assistant.tools.number_facts import is_true, judge_numbers


@pytest.mark.parametrize(
    ("claim", "holds"),
    [("is 7 larger than 12?", False), ("20 is less than 15", False), ("Is 9 odd", True), ("is 12 divisible by 5", False), ("is 3 + 4 greater than 6", True), ("17 is a prime number?", True),
     ("is 10 not bigger than 3", False), ("is 2 + 2 equal to 5", False), ("twelve is at least twelve", True)],
)  # fmt: skip
def test_a_claim_about_numbers_holds_or_not(claim: str, holds: bool) -> None:
    assert is_true(claim) is holds


def test_what_claims_nothing_of_numbers_cannot_be_told() -> None:
    assert is_true("the moon is made of cheese") is None


def test_it_is_the_earlier_result() -> None:
    assert judge_numbers("Is that even?", Fraction(8)) == "yes"
    assert judge_numbers("Is that even?", None) is None
