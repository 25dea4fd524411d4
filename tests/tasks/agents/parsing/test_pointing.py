"""Literals are found in a text, whole pieces long."""

from fractions import Fraction

from learning.models.minilm import MiniLm
from p2p.agent.assistant.programs.pieces import Pieces
from tasks.agents.parsing.pointing import number_spans, text_spans


def test_literals_are_found_as_whole_pieces(encoder: MiniLm) -> None:
    text = "Say hop, not hopping, three times: hop (3)."
    pieces = Pieces(text, encoder.token_spans(text))
    assert [text[pieces.spans[first][0] :][:5] for first, _ in text_spans(pieces, "times")] == ["times"]
    assert {text[pieces.spans[first][0] - 1] for first, _ in text_spans(pieces, "hop")} == {" "}
    assert {pieces.said(*span) for span in number_spans(pieces, Fraction(3))} == {"three", "3"}
    assert text_spans(pieces, "ime") == text_spans(pieces, "") == []
