"""The cross-entropy of a minibatch, the same for every kernel."""

import numpy as np

from learning.arrays import Float32Array, IndexArray

_ONE = np.float32(1)


def differentiate_loss(logits_BK: Float32Array, column_B1: Float32Array, label_positions_B: IndexArray, likelihood_B: Float32Array) -> None:
    """Turn the logits into the gradient of the summed cross-entropy, and note each label's softmax probability.

    Shapes: logits_BK C-contiguous; column_B1 is scratch; label_positions_B are those of the labels in the flat logits.
    """
    np.maximum.reduce(logits_BK, axis=1, keepdims=True, out=column_B1)
    np.subtract(logits_BK, column_B1, out=logits_BK)
    np.exp(logits_BK, out=logits_BK)
    np.add.reduce(logits_BK, axis=1, keepdims=True, out=column_B1)
    np.divide(logits_BK, column_B1, out=logits_BK)
    flat = logits_BK.reshape(-1)
    flat.take(label_positions_B, 0, likelihood_B, "clip")
    flat[label_positions_B] = likelihood_B - _ONE


def mean_loss(likelihood_N: Float32Array) -> float:
    """The mean cross-entropy in nats of labels that had these probabilities; a probability of nought counts as the least positive one."""
    return float(-np.log(np.maximum(likelihood_N, np.finfo(np.float32).tiny)).mean(dtype=np.float64))
