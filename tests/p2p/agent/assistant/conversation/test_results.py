"""The result of the turn before, where a turn tells something of it or wants something done to it."""

import pytest

from p2p.agent.assistant.conversation.results import asked_of_result, told_of_result

EVERYDAY = (
    "it rains", "This is my brother Tom", "It was my birthday yesterday", "No, that's the old address", "My car is a Ford and it is my favourite",
    "Our dog is Rex, it is our first pet", "The number plate of my car is blue", "Your answer was helpful, my name is Ann", "My sister lost the number, I live in Oslo",
    "Remember that it is my turn to cook tonight", "the figure skater is my cousin", "the amount I owe Tom is on the note",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Remember this result as my ticket number.", "Remember 43 as my ticket number."),
        ("note that number, it is my locker", "note 43, it is my locker"),
        ("that's my locker number, please keep it", "43's my locker number, please keep it"),
        ("keep it as our house number", "keep 43 as our house number"),
        ("the answer is my lucky number", "43 is my lucky number"),
        ("this number is my PIN: 1234", "this number is my PIN: 1234"),
        ("the number of my locker is on the key", "the number of my locker is on the key"),
        *((same, same) for same in EVERYDAY),
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
        ("Put an exclamation mark behind each word: get it done", "Put an exclamation mark behind each word: get it done"),
        ("Remove every 'it' from it is it", "Remove every 'it' from it is it"),
    ],
)
def test_what_is_asked_of_the_result_is_asked_of_its_value(text: str, said: str) -> None:
    assert asked_of_result(text, "80") == said
