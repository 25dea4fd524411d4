"""The cross-entropy of a minibatch, the same for every kernel."""

import numpy as np

from learning.arrays import Float32Array, IndexArray

_ONE = np.float32(1)
_TINY = np.finfo(np.float32).tiny


def differentiate_loss(logits_KB: Float32Array, row_B: Float32Array, label_positions_B: IndexArray, likelihood_B: Float32Array) -> None:
    """Turn the logits into the gradient of the summed cross-entropy, and note each label's softmax probability.

    Shapes: logits_KB C-contiguous, a column for each example, since NumPy reduces columns faster than short rows; row_B is scratch;
    label_positions_B are those of the labels in the flat logits.
    """
    np.maximum.reduce(logits_KB, axis=0, out=row_B)
    np.subtract(logits_KB, row_B, logits_KB)
    np.exp(logits_KB, logits_KB)
    np.add.reduce(logits_KB, axis=0, out=row_B)
    np.divide(logits_KB, row_B, logits_KB)
    flat = logits_KB.reshape(-1)
    flat.take(label_positions_B, 0, likelihood_B, "clip")
    np.subtract(likelihood_B, _ONE, row_B)
    flat.put(label_positions_B, row_B)


def mean_loss(likelihood_N: Float32Array) -> float:
    """The mean cross-entropy in nats of labels that had these probabilities; a probability of nought counts as the least positive one."""
    logs_N = np.log(np.maximum(likelihood_N, _TINY))
    return -float(np.add.reduce(logs_N, dtype=np.float64)) / len(logs_N)
