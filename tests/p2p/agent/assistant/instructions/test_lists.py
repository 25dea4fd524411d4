import pytest

from p2p.agent.assistant.instructions.lists import list_reply


@pytest.mark.parametrize(
    ("request_", "reply"),
    [("bullet points please: soap, towel, sponge", "- soap\n- towel\n- sponge"), ("numbered list: a, b", "1. a\n2. b"), ("join with semicolons: a, b", "a; b"), ("one per line: a, b", "a\nb"),
     ("drop the first item and repeat the others: hen, goose, duck", "goose, duck"), ("hashtags for each word: summer rain", "#summer #rain"), ("each in square brackets: a, b", "[a], [b]")],
)  # fmt: skip
def test_a_list_has_the_form_that_is_asked_for(request_: str, reply: str) -> None:
    assert list_reply(request_) == reply


def test_a_text_without_a_form_is_no_list() -> None:
    assert list_reply("tell me a story") is None
