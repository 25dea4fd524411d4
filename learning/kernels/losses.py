"""The losses of batches that follow each other: the labels' one-hot forms are made, and their likelihoods read, for many at a time."""

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np

from learning.arrays import Float32Array, IndexArray, Int64Array
from learning.kernels.loss import differentiate_loss, one_hot_labels

_MAX_FLOATS = 2**18
"""1 MiB: one-hot labels that lie in memory at a time, of one example at least."""


class Losses(Protocol):
    """The labels of some batches, and what became of them."""

    def differentiate(self, logits_KB: Float32Array, row_B: Float32Array, start: int) -> None:
        """See `differentiate_loss`: the labels are those from `start` on."""
        ...

    def likelihoods(self) -> Float32Array:
        """Each label's softmax probability [N], once all are differentiated."""
        ...


def stretches(batches: Sequence[IndexArray], num_classes: int) -> Iterator[list[IndexArray]]:
    """The batches in their order, as many together as have few enough one-hot labels, or one."""
    stretch: list[IndexArray] = []
    size = 0
    for batch in batches:
        if stretch and (size + len(batch)) * num_classes > _MAX_FLOATS:
            yield stretch
            stretch, size = [], 0
        stretch.append(batch)
        size += len(batch)
    if stretch:
        yield stretch


def losses_of(labels_N: Int64Array, num_classes: int) -> Losses:
    """Those of a stretch's labels."""
    return (_Together if len(labels_N) * num_classes <= _MAX_FLOATS else _InParts)(labels_N, num_classes)


class _Together:
    def __init__(self, labels_N: Int64Array, num_classes: int) -> None:
        self._labels_N, self._one_hot_NK = labels_N, one_hot_labels(labels_N, num_classes)
        self._softmax_NK = np.empty_like(self._one_hot_NK)

    def differentiate(self, logits_KB: Float32Array, row_B: Float32Array, start: int) -> None:
        end = start + len(row_B)
        differentiate_loss(logits_KB, row_B, self._one_hot_NK[start:end].T, self._softmax_NK[start:end].T)

    def likelihoods(self) -> Float32Array:
        return self._softmax_NK[np.arange(len(self._labels_N)), self._labels_N]


class _InParts:
    """Of one batch that has too many: a few examples at a time."""

    def __init__(self, labels_N: Int64Array, num_classes: int) -> None:
        self._labels_N, self._num_classes = labels_N, num_classes
        self._likelihoods: list[Float32Array] = []

    def differentiate(self, logits_KB: Float32Array, row_B: Float32Array, start: int) -> None:
        labels_B, step = self._labels_N[start : start + len(row_B)], max(1, _MAX_FLOATS // self._num_classes)
        for first in range(0, len(row_B), step):
            part = slice(first, first + step)
            some = _Together(labels_B[part], self._num_classes)
            some.differentiate(logits_KB[:, part], row_B[part], 0)
            self._likelihoods.append(some.likelihoods())

    def likelihoods(self) -> Float32Array:
        return np.concatenate(self._likelihoods)
