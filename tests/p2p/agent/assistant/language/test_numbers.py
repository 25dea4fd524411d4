from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from p2p.agent.assistant.language.numbers import decimal_text, number_of, number_words, plain_numbers


@pytest.mark.parametrize(
    ("text", "plain"),
    [("three hundred and five divided by five", "305 divided by 5"), ("twenty-one plus two thousand four hundred", "21 plus 2400"), ("8,764 and 9, 200", "8764 and 9, 200"), ("two and a half hours", "2.5 hours"),
     ("half a dozen", "6"), ("3 million", "3000000"), ("one point five", "1.5"), ("sort 9, 2, 7", "sort 9, 2, 7"), ("nine two", "9 2"), ("a second", "a second")],
)  # fmt: skip
def test_numbers_in_words_become_digits(text: str, plain: str) -> None:
    assert plain_numbers(text) == plain


@given(st.integers(min_value=0, max_value=999_999))
def test_every_number_in_words_is_read_again(number: int) -> None:
    assert number_of(number_words(number)) == number


@pytest.mark.parametrize(
    ("value", "text"),
    [("1/7", "0.142857"), ("5/2", "2.5"), ("100", "100"), ("-1/3", "-0.333333"), ("1/2000000", "0"), ("3/2000000", "0.000002")],
)
def test_a_result_is_rounded_half_to_even_to_six_decimals(value: str, text: str) -> None:
    assert decimal_text(Fraction(value)) == text


def test_what_is_no_number_is_none() -> None:
    assert number_of("seven dwarfs") is None
    assert number_of("1e999999999") is None
