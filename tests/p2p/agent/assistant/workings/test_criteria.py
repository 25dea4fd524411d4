import pytest

from p2p.agent.assistant.workings.criteria import (
    beginning,
    has_doubled,
    is_a,
    is_palindrome,
    key_of,
    measured,
    num_letters,
    odd_one,
    out_of_order,
)


@pytest.mark.parametrize(
    ("side", "operand", "fits"),
    [("starts", "b", True), ("ends", "ERRY", True), ("has", "x", False), ("starts", "U.vowel", False), ("starts", "cap", False)],
)
def test_a_word_begins_ends_or_contains(side: str, operand: str, fits: bool) -> None:
    assert beginning(side, operand)("berry") is fits


def test_what_is_measured_is_compared_with_a_limit() -> None:
    assert measured(num_letters, "over", 3)("four")
    assert not measured(num_letters, "equal", 3)("four")


def test_a_palindrome_reads_the_same_backwards_and_a_doubled_letter_stands_twice() -> None:
    assert is_palindrome("Radar")
    assert not is_palindrome("radio")
    assert has_doubled("happy")


def test_dates_are_put_in_order_as_dates_and_numbers_as_numbers() -> None:
    for measure, items, first in (("natural", ["10", "9"], "9"), ("date", ["2024-05-01", "2023-12-24"], "2023-12-24")):
        key = key_of(measure, items)
        assert key is not None
        assert min(items, key=key) == first  # pyright: ignore[reportArgumentType]


def test_the_odd_one_out_is_the_only_one_of_another_kind() -> None:
    assert odd_one(["monday", "potato", "friday"]) == "potato"
    assert odd_one(["oak", "elm", "ash"]) is None
    assert out_of_order(["acorn", "bison", "zinc", "crane"]) == "zinc"
    assert is_a("colour")("teal")
