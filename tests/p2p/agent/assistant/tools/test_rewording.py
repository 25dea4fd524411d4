import pytest

from p2p.agent.assistant.tools.calculator import calculate
from p2p.agent.assistant.tools.rewording import reworded


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("what do 4, 6 and 11 average out at", "7"),
        ("4, 6 and 11 on average", "7"),
        ("30.5 and 4.5 together, less 5, makes what?", "30"),
        ("twelve and nine make how much?", "21"),
        ("knock 15 off 90", "75"),
    ],
)
def test_what_is_done_to_a_list_may_be_said_after_it(text: str, result: str) -> None:
    assert calculate(text) == result


def test_what_is_said_plainly_stays() -> None:
    assert reworded("3 plus 4") == "3 plus 4"
