import pytest

from p2p.agent.assistant.language.spans import spans_of
from p2p.agent.assistant.language.tokens import tokens_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I want to see mind the step all in capitals", ["mind the step"]),
        ("make a list with bullets out of pears, plums and figs", ["pears, plums and figs"]),
        ("Write the lake is frozen with a full stop at the end", ["the lake is frozen"]),
        ("Put knife on line one and fork on line two", ["knife", "fork"]),
        ("put up, pears, left in brackets", ["up, pears, left"]),
        ("count to three", []),
    ],
)
def test_a_text_is_found_among_the_words_that_ask(text: str, found: list[str]) -> None:
    tokens = tokens_of(text)
    assert [text[tokens[first].start : tokens[last - 1].end] for first, last in spans_of(tokens) if first < last] == found
