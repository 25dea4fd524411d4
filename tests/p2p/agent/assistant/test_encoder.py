"""Vectors at length 1, and tokens with where they lie."""

import numpy as np

from p2p.agent.assistant.encoder import Encoder, unit_rows


def test_rows_have_length_one_and_zero_stays() -> None:
    rows = unit_rows(np.array([[3, 4], [0, 0]], dtype=np.float32))
    assert np.allclose(rows, [[0.6, 0.8], [0, 0]])


def test_tokens_lie_where_the_text_has_them(encoder: Encoder) -> None:
    text = "Say 'Ab12'\nnow"
    tokens = encoder.tokens(text)
    assert tokens.states_LE.shape == (len(tokens.spans), 768) and tokens.states_LE.dtype == np.float32
    assert "".join(text[begin:end] for begin, end in tokens.spans) == "Say'Ab12'now"
    assert encoder.tokens("").states_LE.shape == (0, 768)
