from datetime import date

import pytest

from p2p.agent.assistant.instructions.conditions import conditional_reply, holds_true

TODAY = date(2026, 5, 5)
REQUESTS = [
    ("yes or no, one word: is 7 larger than 12?", "no"),
    ("if 20 is less than 15 say LEFT, else say RIGHT", "RIGHT"),
    ("Is 9 odd or even? say ODD or EVEN, that's enough", "ODD"),
    ("If 8 is even reply UP, otherwise reply DOWN", "UP"),
    ("say YES if 3 is greater than 2, otherwise NO", "YES"),
    ("True or false: 15 is divisible by 4", "false"),
    ("if the word 'apple' starts with a, answer fruit; if not, answer none", "fruit"),
    ("If 'cat' has three letters write three, else write other", "three"),
    ("Respond BIG if 100 is greater than 50, SMALL otherwise", "BIG"),
    ("is 13 a prime number? answer yes or no", "yes"),
]


@pytest.mark.parametrize(("request_", "reply"), REQUESTS)
def test_the_branch_is_said_that_holds(request_: str, reply: str) -> None:
    assert conditional_reply(request_, TODAY) == reply


def test_what_cannot_be_told_decides_nothing() -> None:
    assert holds_true("it rains tomorrow", TODAY) is None
    assert conditional_reply("if it rains tomorrow say WET, else say DRY", TODAY) is None
