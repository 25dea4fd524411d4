"""A linear head: how likely each of a few labels is, by the features of a text."""

# F features, L labels.

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Self, TypeVar

import numpy as np

from learning.arrays import Float32Array, Float64Array

Label = TypeVar("Label", bound=str)


@dataclass(frozen=True, slots=True, eq=False)
class Head(Generic[Label]):
    """Shapes: weights_FL [features, labels], bias_L [labels]."""

    labels: tuple[Label, ...]
    weights_FL: Float32Array
    bias_L: Float32Array

    @classmethod
    def unpacked(cls, labels: tuple[Label, ...], weights: str, scales: Sequence[float], bias: Sequence[float]) -> Self:
        """The head whose weights are a byte each, to be multiplied by the scale of their label."""
        rounded_FL = np.frombuffer(base64.b64decode(weights), dtype=np.int8).reshape(-1, len(labels))
        return cls(labels, rounded_FL * np.array(scales, dtype=np.float32), np.array(bias, dtype=np.float32))

    def chances(self, features_F: Float32Array) -> dict[Label, float]:
        """How likely each label is; the sum is 1."""
        scores_L = (features_F @ self.weights_FL + self.bias_L).astype(np.float64)
        odds_L: Float64Array = np.exp(scores_L - scores_L.max())
        return dict(zip(self.labels, (odds_L / odds_L.sum()).tolist(), strict=True))
