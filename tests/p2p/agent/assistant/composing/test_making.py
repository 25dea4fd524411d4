import pytest

from p2p.agent.assistant.composing.frames import Frame
from p2p.agent.assistant.composing.given import Given
from p2p.agent.assistant.composing.making import made

LIST = Given("ash, elm, oak", ("ash", "elm", "oak"))


@pytest.mark.parametrize(
    ("frame", "given", "reply"),
    [
        (Frame(is_turned=True), LIST, "oak, elm, ash"),
        (Frame(label="a", label_end="."), LIST, "a. ash\nb. elm\nc. oak"),
        (Frame(joint="/"), LIST, "ash/elm/oak"),
        (Frame(order="sort"), Given("9, 10", ("9", "10")), "9, 10"),
        (Frame(replaced=[("a", "o")]), Given("banana"), "bonono"),
        (Frame(times=3, joint="-"), Given("hop"), "hop-hop-hop"),
        (Frame(case="upper", case_place=-1, unit="word"), Given("shut it"), "shut IT"),
        (Frame(before="(", after=")"), Given("maybe"), "(maybe)"),
        (Frame(kept=[4]), LIST, None),
        (Frame(times=10**9), Given("spam"), None),
    ],
)
def test_a_reply_is_made_as_its_frame_asks(frame: Frame, given: Given, reply: str | None) -> None:
    assert made(frame, given) == reply
