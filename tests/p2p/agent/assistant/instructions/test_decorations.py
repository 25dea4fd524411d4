import pytest

from p2p.agent.assistant.instructions.asking import Ask
from p2p.agent.assistant.instructions.decorations import decorated
from p2p.agent.assistant.instructions.roles import Roles
from p2p.agent.assistant.language.tokens import tokens_of


@pytest.mark.parametrize(
    ("ask", "item"),
    [
        ("bullets", "- sun"),
        ("bullets with asterisks", "* sun"),
        ("numbered", "2. sun"),
        ("checkboxes", "- [ ] sun"),
        ("hashtags", "#sun"),
        ("a question mark after each", "sun?"),
        ("each in quotes", '"sun"'),
        ("with commas", None),
    ],
)
def test_an_item_has_what_is_asked_for_around_it(ask: str, item: str | None) -> None:
    assert decorated(Ask(tuple(tokens_of(ask))), Roles("sun"), "sun", 2) == item
