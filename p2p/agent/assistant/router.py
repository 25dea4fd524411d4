"""Which intent a request has: a linear head on the encoder's vectors."""

# H width of the encoder, L labels.

from dataclasses import dataclass

import numpy as np

from learning.arrays import Float32Array


@dataclass(frozen=True, slots=True, eq=False)
class Router:
    """Shapes: weights_HL [384, labels], bias_L [labels]; below `threshold`, a probability, no intent is said."""

    labels: tuple[str, ...]
    weights_HL: Float32Array
    bias_L: Float32Array
    threshold: float

    def intent_of(self, features_H: Float32Array) -> tuple[str | None, float]:
        """The likeliest intent, or None where it is not likely enough, and its probability."""
        scores_L = (features_H @ self.weights_HL + self.bias_L).astype(np.float64)
        odds_L = np.exp(scores_L - scores_L.max())
        best = int(odds_L.argmax())
        probability = float(odds_L[best] / odds_L.sum())
        return (self.labels[best] if probability >= self.threshold else None), probability
