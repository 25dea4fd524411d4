import pytest

from p2p.agent.assistant.composing.elements import Ask
from p2p.agent.assistant.composing.rules import frame_of


@pytest.mark.parametrize(
    ("codes", "name", "value"),
    [
        (" upper : G ", "case", "upper"),
        (" M0 between : G ", "joint", "+"),
        (" N3 times : G ", "times", 3),
        (" reverse : G ", "is_turned", True),
        (" not O2 : G ", "dropped", [2]),
        (" numbered : G ", "label", "1"),
    ],
)
def test_codes_ask_for_a_part_of_the_reply(codes: str, name: str, value: object) -> None:
    frame = frame_of(Ask(codes, ["+"]), is_list=True)
    assert getattr(frame, name) == value


def test_what_is_not_known_is_counted() -> None:
    assert frame_of(Ask(" ?0 upper : G ", ["zephyr"]), is_list=False).num_unknown == 1
