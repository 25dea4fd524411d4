"""Requests and right calls are read whole or refused, and a call is right to the last argument."""

import pytest

from learning.calls.functions import Call, described, is_right, parse_answers, parse_requests, spaced
from learning.errors import DataMalformedError
from tests.learning.calls.small_functions import AREA, answer, request

RIGHT = parse_answers(answer("a", AREA.name, base=[3], height=[4, 4.0], unit=["", "Square-Meters"]))["a"]


@pytest.mark.parametrize(
    ("arguments", "is_it"),
    [
        ({"base": 3, "height": 4.0}, True),
        ({"base": 3, "height": 4, "unit": "square meters"}, True),
        ({"base": 3}, False),
        ({"base": 3, "height": 5}, False),
        ({"base": 3, "height": 4, "unit": "square feet"}, False),
        ({"base": 3, "height": 4, "depth": 1}, False),
    ],
)
def test_a_call_is_right_when_each_argument_is(arguments: dict, is_it: bool) -> None:
    assert is_right(Call(AREA.name, arguments), RIGHT, AREA) is is_it


def test_a_call_of_another_function_is_wrong() -> None:
    assert not is_right(Call("get_route", {"base": 3, "height": 4}), RIGHT, AREA)


def test_a_request_says_what_was_said_last() -> None:
    (found,) = parse_requests(request("r", "area of a triangle, please", AREA))
    assert (found.id, found.text, found.function) == ("r", "area of a triangle, please", (AREA,))


@pytest.mark.parametrize("raw", [b"{}\n", b"[1]\n", b'{"id": "r", "question": [[]], "function": []}\n', b"\xff\n"])
def test_another_line_is_refused(raw: bytes) -> None:
    with pytest.raises(DataMalformedError):
        parse_requests(raw)


def test_names_in_code_are_words() -> None:
    assert spaced("math.maxCalories_per_day") == " math max Calories per day".strip()
    assert "base" in described(AREA)
