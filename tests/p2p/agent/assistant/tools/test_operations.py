from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from p2p.agent.assistant.tools.operations import ON_MANY, NotArithmeticError, divided, power, root


@given(st.integers(min_value=0, max_value=10**9), st.integers(min_value=2, max_value=5))
def test_the_root_of_a_power_is_exact(base: int, degree: int) -> None:
    assert root(Fraction(base) ** degree, degree) == base


def test_exponents_are_bounded() -> None:
    with pytest.raises(NotArithmeticError):
        power(Fraction(9), Fraction(9**9))
    with pytest.raises(NotArithmeticError):
        root(Fraction(-4), 2)


def test_nothing_is_divided_by_zero() -> None:
    with pytest.raises(NotArithmeticError):
        divided(Fraction(1), Fraction(0))


def test_the_functions_of_a_list_are_exact() -> None:
    values = [Fraction(1), Fraction(2), Fraction(6)]
    assert (ON_MANY["mean"](values), ON_MANY["median"](values), ON_MANY["product"](values)) == (3, 2, 12)
