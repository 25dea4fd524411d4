import pytest

from p2p.agent.assistant.composing.spans import spans_of
from p2p.agent.assistant.composing.words import WORDS
from p2p.agent.assistant.language.subjects import quoted
from p2p.agent.assistant.language.tokens import tokens_of


@pytest.mark.parametrize(
    "request_", ["in capitals: low tide", "'low tide' in capitals", "low tide - in capitals", "write low tide in capitals"]
)
def test_a_text_is_found_wherever_it_stands(request_: str) -> None:
    said = quoted(request_)
    assert "low tide" in {span.given.text for span in spans_of(said, tokens_of(said.text, WORDS))}
