"""The port to the sentence encoder."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from learning.arrays import Float32Array

# N texts, H width of the encoder.


class Encoder(Protocol):
    """Makes a vector of each text; near vectors mean near things."""

    def encode(self, texts: Sequence[str], /) -> Float32Array:
        """The vectors [texts, 384] of the texts, in their order."""
        ...


def unit_rows(features_NH: Float32Array) -> Float32Array:
    """The rows at length 1; one that is zero stays."""
    norms_N1 = np.linalg.norm(features_NH, axis=1, keepdims=True)
    return features_NH / np.maximum(norms_N1, np.float32(1e-12))
