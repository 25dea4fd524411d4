from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from p2p.agent.assistant.tools.expression import NotArithmeticError, evaluate, power, root

NUMBERS = st.integers(min_value=-1000, max_value=1000).map(Fraction)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_products_come_before_sums(first: Fraction, second: Fraction, third: Fraction) -> None:
    assert evaluate([first, "+", second, "*", third]) == first + second * third
    assert evaluate(["(", first, "+", second, ")", "*", third]) == (first + second) * third


@given(st.integers(min_value=0, max_value=10**9), st.integers(min_value=2, max_value=5))
def test_the_root_of_a_power_is_exact(base: int, degree: int) -> None:
    assert root(Fraction(base) ** degree, degree) == base


@pytest.mark.parametrize(
    "tokens", [[], ["+"], [Fraction(1), Fraction(2)], ["("], [Fraction(1), "/", Fraction(0)], ["("] * 100 + [Fraction(1)] + [")"] * 100]
)
def test_what_is_no_expression_has_no_value(tokens: list[Fraction | str]) -> None:
    with pytest.raises(NotArithmeticError):
        evaluate(tokens)


def test_exponents_are_bounded() -> None:
    with pytest.raises(NotArithmeticError):
        power(Fraction(9), Fraction(9**9))
    with pytest.raises(NotArithmeticError):
        root(Fraction(-4), 2)


def test_a_percentage_is_one_of_the_other_number() -> None:
    assert evaluate([Fraction(50), "-", Fraction(20), "%"]) == 40
    assert evaluate([Fraction(20), "%", "of", Fraction(50)]) == 10
