"""An answer is the expected one or it is not."""

import pytest

from gates.cases.answers import is_reply, is_result, is_turn, says
from gates.cases.families import InstructionCase, Turn


@pytest.mark.parametrize(("given", "expected"), [("12.50", "12.5"), (" 40 ", "40"), ("Tuesday", "Tuesday"), ("2027-01-08", "2027-01-08")])
def test_a_result_is_the_same_number_or_the_same_text(given: str, expected: str):
    assert is_result(given, expected)


@pytest.mark.parametrize(("given", "expected"), [("12.51", "12.5"), ("12.5 km", "12.5"), ("tuesday", "Tuesday"), ("NaN", "12"), ("", "0")])
def test_another_result_is_none(given: str, expected: str):
    assert not is_result(given, expected)


def test_a_reply_is_the_same_characters():
    case = InstructionCase(id="a", text="x", reply="- tea\n- milk")
    assert is_reply("- tea\n- milk\n", case)
    assert not is_reply("- Tea\n- milk", case)
    assert not is_reply("Sure: - tea\n- milk", case)


def test_a_reply_in_json_is_the_same_value():
    case = InstructionCase(id="a", text="x", reply='{"a": 1, "b": true}', format="json")
    assert is_reply('{"b":true,\n"a":1}', case)
    assert not is_reply('{"a": "1", "b": true}', case)
    assert not is_reply('{"a": true, "b": 1}', case)
    assert not is_reply('Here: {"a": 1, "b": true}', case)


def test_a_turn_says_all_it_must_and_nothing_it_must_not():
    turn = Turn(text="x", contains=("row K", "Friday"), lacks=("Thursday",))
    assert is_turn("On Friday, in row K.", turn)
    assert not is_turn("On Friday.", turn)
    assert not is_turn("Row K, Friday and not Thursday", turn)


@pytest.mark.parametrize(
    ("reply", "phrase", "is_said"),
    [
        ("You told me: walnuts.", "walnut", True),
        ("The code is 2580#", "2580", True),
        ("It is 12580", "2580", False),
        ("key old", "old key", False),
        ("the OLD-KEY", "old key", True),
    ],
)
def test_a_phrase_is_said_word_by_word(reply: str, phrase: str, is_said: bool):
    assert says(reply, phrase) is is_said
