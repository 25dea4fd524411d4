"""The pieces of a text that a parser points at: the encoder's tokens, where they lie, and what letters and marks look like around them."""

# L pieces, M marks.

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from learning.arrays import Float32Array

NUM_MARKS = 17
_QUOTES = "\"'“”‘’`"
_AROUND_QUOTE = frozenset(("", " ", "\n", "(", ".", ",", ":", ")", "?", ";"))


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text with where each of its pieces begins and ends."""

    text: str
    spans: Sequence[tuple[int, int]]

    def said(self, first: int, last: int) -> str:
        """The text from one piece to another, as it stands."""
        return self.text[self.spans[first][0] : self.spans[last][1]]


def marks_of(pieces: Pieces) -> Float32Array:
    """What the encoder does not see of each piece [L, 17]: blanks and lines, capitals, quotes, brackets, and what came before."""
    text = pieces.text
    rows_LM = np.zeros((len(pieces.spans), NUM_MARKS), dtype=np.float32)
    quotes = depth = colons = lines = after = 0
    for row_M, (begin, end) in zip(rows_LM, pieces.spans, strict=True):
        gap, piece, following = text[after:begin], text[begin:end], text[end : end + 1]
        lines += gap.count("\n")
        row_M[:] = (
            begin == 0 or gap != "", "\n" in gap, gap == "", piece.isupper(), piece[:1].isupper() and not piece.isupper(),
            any(letter.isdigit() for letter in piece), not piece[:1].isalnum(), quotes % 2, depth > 0, colons > 0, lines > 0,
            piece == ",", piece in _QUOTES, piece == ":", piece == ".", following in ("", "\n"), following == " ",
        )  # fmt: skip
        preceding = text[begin - 1 : begin]
        quotes += piece in '"“”' or (piece in "'‘’" and (preceding in ("", " ", "\n", "(") or following in _AROUND_QUOTE))
        depth += (piece in "([{") - (piece in ")]}")
        colons += piece == ":"
        after = end
    return rows_LM
