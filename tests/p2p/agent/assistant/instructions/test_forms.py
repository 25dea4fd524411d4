import pytest

from p2p.agent.assistant.instructions.forms import formed_reply


@pytest.mark.parametrize(
    ("request_", "reply"),
    [
        ("pears, plums, figs: show them with a bullet each", "- pears\n- plums\n- figs"),
        ("Could you put slashes between pears, plums and figs?", "pears/plums/figs"),
        ("low tide - put double quotes around that", '"low tide"'),
        ("Say low tide, but in square brackets please", "[low tide]"),
        ("is it raining - say that and place a question mark at the end", "is it raining?"),
        ("Write the lake is frozen with 'Notice:' in front", "Notice: the lake is frozen"),
        ("I need the word 'bell' 3 times, commas with spaces between", "bell, bell, bell"),
        ("don't change anything, simply echo x_y_z", "x_y_z"),
        ("I want to see low tide all in capitals", "LOW TIDE"),
    ],
)
def test_a_form_is_understood_in_any_order_of_its_words(request_: str, reply: str) -> None:
    assert formed_reply(request_) == reply


@pytest.mark.parametrize("request_", ["give me a nickname for my boat", "repeat the alarm four times", "who was the first woman at sea"])
def test_what_asks_for_no_form_is_left_alone(request_: str) -> None:
    assert formed_reply(request_) is None
