"""Arguments are what stands beside the words of their names."""

import pytest

from learning.calls.filling import fill, names_in, numbers_in
from tests.learning.calls.small_functions import AREA, ROUTE


@pytest.mark.parametrize("text", ["a triangle with a base of 10 and height of 5", "height of 5 units, base of 10 units: how large is it?"])
def test_a_number_goes_to_the_name_that_stands_before_it(text: str) -> None:
    assert fill(AREA, text) == {"base": 10, "height": 5.0}


def test_a_value_of_an_enum_is_found_and_an_optional_one_left_out() -> None:
    assert fill(AREA, "base 2, height 3, in square feet") == {"base": 2, "height": 3.0, "unit": "square feet"}


def test_a_preposition_says_where_from_and_where_to() -> None:
    assert fill(ROUTE, "How do I get to Los Angeles from New York?") == {"origin": "New York", "destination": "Los Angeles"}


def test_numbers_have_scales_signs_and_separators() -> None:
    found = [one.value for one in numbers_in("$2,000,000 or 1.5 million, -3 and 5%")]
    assert found == [2_000_000, 1_500_000, -3, "5%"]


def test_the_first_word_of_a_sentence_is_no_name_and_quotes_hold_together() -> None:
    assert [one.value for one in names_in("Play the song 'All of me' by John Legend. Then stop.")] == ["All of me", "John Legend"]


def test_what_the_text_does_not_give_is_left_out() -> None:
    assert fill(AREA, "a triangle") == {}
