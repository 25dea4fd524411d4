"""The result of the turn before, where a turn tells something of it or wants something done to it."""

import pytest

from p2p.agent.assistant.conversation.results import asked_of_result, told_of_result


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Remember this result as my ticket number.", "Remember 43 as my ticket number."),
        ("note that number, it is my locker", "note 43, it is my locker"),
        ("that's my locker, please keep it", "43's my locker, please keep it"),
        ("keep it as our house number", "keep 43 as our house number"),
        ("the answer is my lucky number", "43 is my lucky number"),
        ("this number is my PIN: 1234", "this number is my PIN: 1234"),
        ("the number of my locker is on the key", "the number of my locker is on the key"),
        ("it rains", "it rains"),
    ],
)
def test_what_is_told_of_the_result_is_told_of_its_value(text: str, said: str) -> None:
    assert told_of_result(text, "43") == said
    assert told_of_result(text, "") == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Double the result you got.", "Double 80."),
        ("split that by 9", "split 80 by 9"),
        ("plus 5", "plus 5"),
        (r"what is it in \1", r"what is 80 in \1"),
    ],
)
def test_what_is_asked_of_the_result_is_asked_of_its_value(text: str, said: str) -> None:
    assert asked_of_result(text, "80") == said
