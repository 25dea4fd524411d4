"""The port to the sentence encoder."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from learning.arrays import Float32Array

# N texts, H width of the encoder, L tokens of a text, E width of what is known of a token.


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """A text token by token.

    Shapes: states_LE [tokens, 768], what the encoder's last layer reads of each token and then its word's own vector, eight times; spans:
    where each token begins and ends in the text.
    """

    states_LE: Float32Array
    spans: Sequence[tuple[int, int]]


class Encoder(Protocol):
    """Makes a vector of each text; near vectors mean near things."""

    def tokens(self, text: str, /) -> Tokens:
        """The text token by token, without the marks of its beginning and its end."""
        ...

    def encode(self, texts: Sequence[str], /) -> Float32Array:
        """The vectors [texts, 384] of the texts, in their order."""
        ...


def unit_rows(features_NH: Float32Array) -> Float32Array:
    """The rows at length 1; one that is zero stays."""
    norms_N1 = np.linalg.norm(features_NH, axis=1, keepdims=True)
    return features_NH / np.maximum(norms_N1, np.float32(1e-12))
