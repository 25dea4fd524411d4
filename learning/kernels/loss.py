"""The cross-entropy of a minibatch, the same for every kernel."""

from collections.abc import Sequence

import numpy as np

from learning.arrays import Float32Array, Float64Array, Int64Array

_ONE = np.float32(1)
_TINY = np.finfo(np.float32).tiny


def differentiate_loss(logits_KB: Float32Array, row_B: Float32Array, one_hot_KB: Float32Array, softmax_KB: Float32Array) -> None:
    """Turn the logits into the gradient of the summed cross-entropy, and note their softmax.

    Shapes: logits_KB C-contiguous, a column for each example, since NumPy reduces columns faster than short rows; row_B is scratch;
    one_hot_KB the labels' one-hot form.
    """
    np.maximum.reduce(logits_KB, axis=0, out=row_B)
    np.subtract(logits_KB, row_B, logits_KB)
    np.exp(logits_KB, logits_KB)
    np.add.reduce(logits_KB, axis=0, out=row_B)
    np.divide(logits_KB, row_B, softmax_KB)
    np.subtract(softmax_KB, one_hot_KB, logits_KB)


def one_hot_labels(labels_N: Int64Array, num_classes: int) -> Float32Array:
    """The one-hot forms [N, K] of labels."""
    one_hot_NK = np.zeros((len(labels_N), num_classes), dtype=np.float32)
    one_hot_NK[np.arange(len(labels_N)), labels_N] = _ONE
    return one_hot_NK


def mean_loss(likelihood_N: Float32Array) -> float:
    """The mean cross-entropy in nats of labels that had these probabilities; a probability of nought counts as the least positive one."""
    return mean_losses(likelihood_N, [len(likelihood_N)])[0]


def mean_losses(likelihood_N: Float32Array, sizes: Sequence[int]) -> list[float]:
    """The same of each part of them, given by their sizes."""
    logs_N, sizes_C = np.log(np.maximum(likelihood_N, _TINY)).astype(np.float64), np.array(sizes, dtype=np.int64)
    means_C: Float64Array = -np.add.reduceat(logs_N, sizes_C.cumsum() - sizes_C) / sizes_C
    return means_C.tolist()
