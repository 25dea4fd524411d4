from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from p2p.agent.assistant.tools.expression import evaluate
from p2p.agent.assistant.tools.operations import NotArithmeticError

NUMBERS = st.integers(min_value=-1000, max_value=1000).map(Fraction)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_products_come_before_sums(first: Fraction, second: Fraction, third: Fraction) -> None:
    assert evaluate([first, "+", second, "*", third]) == first + second * third
    assert evaluate(["(", first, "+", second, ")", "*", third]) == (first + second) * third


@pytest.mark.parametrize(
    "tokens", [[], ["+"], [Fraction(1), Fraction(2)], ["("], [Fraction(1), "/", Fraction(0)], ["("] * 100 + [Fraction(1)] + [")"] * 100]
)
def test_what_is_no_expression_has_no_value(tokens: list[Fraction | str]) -> None:
    with pytest.raises(NotArithmeticError):
        evaluate(tokens)


def test_a_percentage_is_one_of_the_other_number() -> None:
    assert evaluate([Fraction(50), "-", Fraction(20), "%"]) == 40
    assert evaluate([Fraction(20), "%", "of", Fraction(50)]) == 10


@pytest.mark.parametrize(
    ("tokens", "value"),
    [
        (["subtract", Fraction(17), "from", Fraction(60)], 43),
        (["from", Fraction(60), "subtract", Fraction(17)], 43),
        ([Fraction(17), "subtract", "from", Fraction(60)], 43),
        ([Fraction(60), "with", Fraction(17), "subtract"], 43),
        ([Fraction(17), "from", Fraction(60)], 43),
        ([Fraction(7), "into", Fraction(84)], 12),
        ([Fraction(4), ",", Fraction(8), "and", Fraction(15), "sum"], 27),
        ([Fraction(45), "double"], 90),
    ],
)
def test_a_preposition_binds_wherever_the_verb_stands(tokens: list[Fraction | str], value: int) -> None:
    assert evaluate(tokens) == value
