"""One kind of value stands in for another, and nothing grows without bounds."""

from fractions import Fraction

import pytest

from p2p.agent.assistant.programs.values import (
    MAX_ITEMS,
    MAX_TEXT,
    ProgramError,
    bounded,
    items_of,
    json_of,
    number_in,
    order_of,
    text_of,
    whole_in,
)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("a, b and c", ["a", "b", "c"]), ("a; b, c; d", ["a", "b, c", "d"]), ("x\ny, z", ["x", "y, z"]), ("cut, then glue", ["cut", "glue"]),
        ("one two", ["one", "two"]), ("red or blue", ["red", "blue"]), ("(cut, fold)", ["cut", "fold"]), ("'a', 'b'", ["a", "b"]), ("", []),
        ("a | b", ["a", "b"]), ("bread and then tea", ["bread", "tea"]),
    ],
)  # fmt: skip
def test_a_text_is_taken_apart(text: str, items: list[str]) -> None:
    assert items_of(text) == items


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", "7"),
        ("seven", "7"),
        ("third", "3"),
        ("3rd", "3"),
        ("twice", "2"),
        ("x4", "4"),
        ("1,200.5", "1200.5"),
        ("-2", "-2"),
        ("'5'", "5"),
    ],
)
def test_a_text_is_a_number(text: str, number: str) -> None:
    assert number_in(text) == Fraction(number)


@pytest.mark.parametrize("value", ["cat", "", "9" * 5_000, True, None, ["1"], {"a": Fraction(1)}])
def test_what_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(ProgramError):
        number_in(value)  # pyright: ignore


def test_times_of_day_numbers_and_words_have_an_order() -> None:
    assert order_of("9 pm") > order_of("20:59") > order_of("08:00")
    assert order_of("0.4") > order_of("0.35")
    assert order_of("Zebra") > order_of("ant") > order_of("99")


def test_nothing_is_too_large() -> None:
    for make in (
        lambda: text_of("a" * (MAX_TEXT + 1)),
        lambda: bounded(["a"] * (MAX_ITEMS + 1)),
        lambda: whole_in(str(10**6)),
        lambda: whole_in("2.5"),
    ):
        with pytest.raises(ProgramError):
            make()


def test_json_is_that_of_the_values() -> None:
    assert (
        json_of({"n": Fraction(5, 2), "on": True, "none": None, "some": ["a", Fraction(3)]})
        == '{"n": 2.5, "on": true, "none": null, "some": ["a", 3]}'
    )
