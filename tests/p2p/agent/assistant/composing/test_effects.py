from p2p.agent.assistant.composing.elements import Ask
from p2p.agent.assistant.composing.rules import frame_of


def test_what_is_denied_is_not_there() -> None:
    frame = frame_of(Ask(" not M0 , upper : G ", [" "]), is_list=False)
    assert frame.is_glued and frame.case == "upper"


def test_a_mark_in_front_of_a_list_stands_before_each_item() -> None:
    assert frame_of(Ask(" M0 start : G ", ["#"]), is_list=True).each_before == "#"
    assert frame_of(Ask(" M0 start : G ", ["#"]), is_list=False).before == "#"
