import pytest

from p2p.agent.assistant.language.tokens import tokens_of


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("bullet points", ["bullet"]),
        ("comma-separated", ["sign", "between"]),
        ("twenty-four", ["number"]),
        ("RIGHT", ["unknown"]),
        ("yes or no", ["unknown", "weak", "unknown"]),
        ("the third word", ["weak", "nth", "word"]),
        ("3-7", ["number", "to", "number"]),
    ],
)
def test_words_have_the_concept_of_their_longest_phrase(text: str, concepts: list[str]) -> None:
    assert [token.concept for token in tokens_of(text)] == concepts


def test_a_token_knows_where_it_stands() -> None:
    text = "in block capitals, please"
    assert [text[token.start : token.end] for token in tokens_of(text)] == ["in", "block capitals", ",", "please"]
