from fractions import Fraction

import pytest

from p2p.agent.assistant.language.rounding import take_rounding


@pytest.mark.parametrize(
    ("text", "step", "rest"),
    [("1 / 7, please round to 3 decimals", "1/1000", "1 / 7"), ("round 8764 to the nearest hundred", "100", "round 8764"), ("150 lbs in kg, 1 decimal", "1/10", "150 lbs in kg,"), ("5 / 3 to 2 dp", "1/100", "5 / 3"),
     ("how many m2 is this? whole number", "1", "how many m2 is this?"), ("22/7 to the nearest hundredth", "1/100", "22/7"), ("round 57 to tens", "10", "round 57")],
)  # fmt: skip
def test_words_about_rounding_are_taken_out(text: str, step: str, rest: str) -> None:
    rounding, found = take_rounding(text)
    assert (rounding.step, found.strip()) == (Fraction(step), rest)


def test_without_a_word_on_it_six_decimals_are_kept() -> None:
    rounding, rest = take_rounding("how many digits has 33")
    assert not rounding.is_asked
    assert rest == "how many digits has 33"


def test_half_goes_to_the_even_neighbour() -> None:
    rounding, _ = take_rounding("to the nearest whole number")
    assert [rounding.text(Fraction(value)) for value in ("5/2", "7/2")] == ["2", "4"]
