import pytest

from p2p.agent.assistant.instructions.sequences import counted_reply, repeated_reply


@pytest.mark.parametrize(
    ("request_", "reply"),
    [
        ("count down from 5 to 1 with commas", "5, 4, 3, 2, 1"),
        ("numbers 10 to 13, one per line, nothing else", "10\n11\n12\n13"),
        ("list the odd numbers from 1 to 7", "1, 3, 5, 7"),
        ("letters a to d with dashes", "a-b-c-d"),
    ],
)
def test_numbers_and_letters_are_counted(request_: str, reply: str) -> None:
    assert counted_reply(request_) == reply


@pytest.mark.parametrize(
    ("request_", "reply"),
    [
        ("Write 'tick' four times, with a comma and a space between", "tick, tick, tick, tick"),
        ("print six asterisks in a row", "******"),
        ("say ho three times", "ho ho ho"),
        ("write ha twice, each on its own line", "ha\nha"),
    ],
)
def test_one_thing_is_said_several_times(request_: str, reply: str) -> None:
    assert repeated_reply(request_) == reply


def test_nobody_makes_it_say_something_a_million_times() -> None:
    assert repeated_reply("say 'spam' 1000000 times") is None
    assert counted_reply("count from 1 to 1000000") is None
