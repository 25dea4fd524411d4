import pytest

from p2p.agent.assistant.instructions.wording import structured_reply, worded_reply


@pytest.mark.parametrize(
    ("request_", "reply"),
    [("put parentheses around the word maybe, that's all", "(maybe)"), ("Start with 'Warning:' and continue with the floor is slippery", "Warning: the floor is slippery"), ("finish with a question mark: are we there yet", "are we there yet?"),
     ("Two lines. First: knife. Second: fork.", "knife\nfork"), ("add the signature - Kim on a separate line below: dinner is in the oven", "dinner is in the oven\n- Kim"), ("write 42 in words", "forty-two")],
)  # fmt: skip
def test_what_stands_around_a_text_is_put_there(request_: str, reply: str) -> None:
    assert structured_reply(request_) == reply


@pytest.mark.parametrize(
    ("request_", "reply"),
    [
        ("Reply with precisely these words: all systems idle", "all systems idle"),
        ("just say ok", "ok"),
        ("Output the string a_b_c unchanged", "a_b_c"),
    ],
)
def test_what_is_to_be_said_exactly_is(request_: str, reply: str) -> None:
    assert worded_reply(request_) == reply
