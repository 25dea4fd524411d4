"""Which intent a request has: a linear head on the encoder's vectors."""

# H width of the encoder, L labels.

from dataclasses import dataclass

import numpy as np

from learning.arrays import Float32Array


@dataclass(frozen=True, slots=True, eq=False)
class Router:
    """Shapes: weights_HL [384, labels], bias_L [labels]; below `threshold` no intent is said.

    How sure it is says the logarithm of the summed odds: a text unlike all intents has no great odds for any, though one may outweigh the rest.
    Source: Liu et al. 2020, arXiv:2010.03759, equation 4, its sign turned.
    """

    labels: tuple[str, ...]
    weights_HL: Float32Array
    bias_L: Float32Array
    threshold: float

    def intent_of(self, features_H: Float32Array) -> tuple[str | None, float]:
        """The likeliest intent, or None where none is likely enough, and how sure that is."""
        scores_L = (features_H @ self.weights_HL + self.bias_L).astype(np.float64)
        sureness = float(np.logaddexp.reduce(scores_L))
        return (self.labels[int(scores_L.argmax())] if sureness >= self.threshold else None), sureness
