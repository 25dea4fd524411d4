import pytest

from p2p.agent.assistant.instructions.counting import counted_reply
from p2p.agent.assistant.language.parting import partings
from p2p.agent.assistant.language.subjects import quoted


@pytest.mark.parametrize(
    ("request_", "reply"),
    [
        ("count down from 5 to 1 with commas", "5, 4, 3, 2, 1"),
        ("numbers 10 to 13, one per line, nothing else", "10\n11\n12\n13"),
        ("list the odd numbers from 1 to 7", "1, 3, 5, 7"),
        ("count by twos from 2 to 8, comma-separated", "2, 4, 6, 8"),
        ("the first five even numbers, comma separated", "2, 4, 6, 8, 10"),
        ("start at 12 and count down to 9, with dashes", "12-11-10-9"),
        ("letters a to d with dashes", "a-b-c-d"),
        ("print six asterisks in a row", "******"),
        ("write 42 in words", "forty-two"),
    ],
)
def test_numbers_letters_and_signs_are_counted(request_: str, reply: str) -> None:
    assert counted_reply(partings(quoted(request_))[0]) == reply


def test_nobody_makes_it_count_to_a_million() -> None:
    assert counted_reply(partings(quoted("count from 1 to 1000000"))[0]) is None
    assert counted_reply(partings(quoted("print 1000000 asterisks"))[0]) is None
