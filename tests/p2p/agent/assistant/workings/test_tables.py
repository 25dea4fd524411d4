import pytest

from p2p.agent.assistant.language.subjects import quoted
from p2p.agent.assistant.workings.tables import looked_up


@pytest.mark.parametrize(
    ("request_text", "reply"),
    [
        ("Red is stop and green is go. What is green?", "go"),
        ("1 -> one, 2 -> two. Translate the list 2, 1, 2 with this code.", "two, one, two"),
        ("X=ex, Y=why. Decode YX.", "why ex"),
        ("Jo has the keys and Max has the tickets. Who has the tickets?", "Max"),
        ('From {"id":3,"size":"M"} give me the size.', "M"),
        ("Al is 31, Bo is 27 and Cy is 45. Write the names from youngest to oldest.", "Bo, Al, Cy"),
        ("(up, down), (left, right): what is the opposite of left?", "right"),
    ],
)
def test_what_is_asked_of_pairs_is_looked_up_in_them(request_text: str, reply: str) -> None:
    assert looked_up(quoted(request_text)) == reply


@pytest.mark.parametrize("told", ["My dog is Rex and my cat is Tom.", "Say yes if it is late and no if it is early."])
def test_who_only_tells_pairs_asks_nothing_of_them(told: str) -> None:
    assert looked_up(quoted(told)) is None
