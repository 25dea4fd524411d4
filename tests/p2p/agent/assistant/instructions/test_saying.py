import pytest

from p2p.agent.assistant.instructions.saying import echoed_reply
from p2p.agent.assistant.language.parting import partings
from p2p.agent.assistant.language.subjects import quoted


@pytest.mark.parametrize(
    ("request_", "reply"),
    [
        ("Reply with precisely these words: all systems idle", "all systems idle"),
        ("just say ok", "ok"),
        ("Output the string a_b_c unchanged", "a_b_c"),
        ("don't change anything, simply echo x_y_z", "x_y_z"),
        ("ok is the only word I want to hear from you", "ok"),
    ],
)
def test_what_is_to_be_said_exactly_is(request_: str, reply: str) -> None:
    assert echoed_reply(partings(quoted(request_))[0]) == reply


@pytest.mark.parametrize("request_", ["tell me the number of my account", "read me everything back", "print all stored facts"])
def test_what_is_only_named_is_not_said(request_: str) -> None:
    assert echoed_reply(partings(quoted(request_))[0]) is None
