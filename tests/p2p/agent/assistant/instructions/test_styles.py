import pytest

from p2p.agent.assistant.instructions.asking import Ask
from p2p.agent.assistant.instructions.styles import restyled
from p2p.agent.assistant.language.tokens import tokens_of


@pytest.mark.parametrize(
    ("ask", "text"),
    [
        ("in capitals", "WINTER SUN"),
        ("without capitals", "winter sun"),
        ("each word with a capital", "Winter Sun"),
        ("capitalise the first letter", "Winter sun"),
        ("backwards", "nus retniw"),
        ("only the initials", "ws"),
        ("with commas", None),
    ],
)
def test_a_text_is_written_as_is_asked(ask: str, text: str | None) -> None:
    assert restyled(Ask(tuple(tokens_of(ask))), "winter sun") == text
