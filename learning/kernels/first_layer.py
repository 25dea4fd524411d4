"""A perceptron's first layer under plain descent, trained without its weights: by how its examples lie to one another.

Each step moves the first weights W along the examples of its batch, so that W = W₀ + Xᵀ·M, where a row of M is the sum of all that its
example has moved so far. A step needs M alone: the outputs of a batch are those by W₀ and b₀, worked out once, and (K + 1)·M, where K holds
the inner products of its examples with all, and the one is for the bias. Behind the last step the update is Xᵀ·M, and of the bias the sum
of M's rows. Two products a step by as many numbers as there are features become two passes over all examples, and one product a step by as
many numbers as there are examples. A feature that is the same in all of a client's examples is one more part of the bias.
"""

# N examples, F features, V features that vary, H units, B examples of a batch.

from typing import NamedTuple

import numpy as np

from learning.arrays import Float32Array, IndexArray
from learning.kernels.blas import Call, aligned_empty, multiply_columns, multiply_rows, product
from learning.kernels.inner_products import InnerProducts
from learning.kernels.layers import Layer


class _Desk(NamedTuple):
    """Where batches of one size are worked on: their inner products [B, N], what they have moved [B, H], and the product of a step."""

    products_BN: Float32Array
    moves_BH: Float32Array
    calls: list[Call]


class FirstLayer:
    """The first layer of one client's training, from weights that are left as they are."""

    def __init__(self, inner: InnerProducts, start: Layer) -> None:
        num_examples, num_varying = inner.features_NV.shape
        num_units = len(start.bias)
        self._inner = inner
        self._moves_NH = aligned_empty(num_examples, num_units)
        self._moves_NH.fill(0)
        self._desks: dict[int, _Desk] = {}
        self._weight_VH = aligned_empty(num_varying, num_units)
        start.weight.take(inner.varying_V, 0, self._weight_VH, "clip")
        self._outputs_NH = aligned_empty(num_examples, num_units)
        self._outputs_NH[:] = start.bias + inner.constants_F @ start.weight
        multiply_rows(inner.features_NV, self._weight_VH, self._outputs_NH)

    def fill(self, batch: IndexArray, outputs_BH: Float32Array) -> None:
        """Put what the layer makes of a batch by now, before its ReLU, into `outputs_BH`: always the same array for batches of one size."""
        desk = self._desks.get(len(batch)) or self._bind(outputs_BH)
        self._outputs_NH.take(batch, 0, outputs_BH, "clip")
        self._inner.products_NN.take(batch, 0, desk.products_BN, "clip")
        for call in desk.calls:
            call()

    def move(self, batch: IndexArray, moves_BH: Float32Array) -> None:
        """Move the weights along the examples of a batch, none of which is in it twice, by `moves_BH` [B, H]."""
        sums_BH = self._desks[len(batch)].moves_BH
        self._moves_NH.take(batch, 0, sums_BH, "clip")
        sums_BH += moves_BH
        self._moves_NH[batch] = sums_BH

    def write_update(self, update: Layer) -> None:
        """Put by how much the weights have moved into `update`; of no use afterwards."""
        inner, update_VH = self._inner, self._weight_VH
        np.add.reduce(self._moves_NH, axis=0, out=update.bias)
        for call in product(inner.constants_F[:, None], update.bias[None], update.weight):
            call()
        multiply_columns(inner.features_NV, self._moves_NH, update_VH)
        update.weight[inner.varying_V] = update_VH

    def _bind(self, outputs_BH: Float32Array) -> _Desk:
        size, num_examples = len(outputs_BH), len(self._moves_NH)
        products_BN = aligned_empty(size, num_examples)
        calls = product(products_BN, self._moves_NH, outputs_BH, 1.0)
        self._desks[size] = _Desk(products_BN, aligned_empty(*outputs_BH.shape), calls)
        return self._desks[size]
