"""What calls the compiled loops: lays out their arrays, and says which trainings are for them."""

# N examples, V features that vary, H units, K classes, B examples of a batch.

from collections import deque
from collections.abc import Sequence

import numpy as np

from learning.arrays import Float32Array, IndexArray, Int64Array
from learning.examples import Examples
from learning.kernels.blas import LEAST_ROWS, UNPACKED_PRODUCT, aligned_empty
from learning.kernels.inner_products import InnerProducts
from learning.kernels.kernel import LocalResult
from learning.kernels.loss import mean_loss
from learning.loops.compiled import EIGHT, LINE, NUM_PARTS, train
from learning.loops.sums import add_terms, divide
from learning.plan import LocalTraining, ModelSpec

_MAX_KEPT_FLOATS = 2**23
"""32 MiB: larger arrays are not kept for the next client."""


class CompiledLoops:
    """See `learning.loops.switch.Loops`."""

    def __init__(self) -> None:
        self._idle: deque[Float32Array] = deque(maxlen=1)  # taken out while somebody works in it

    def takes(self, batches: Sequence[IndexArray], spec: ModelSpec) -> bool:
        """One hidden layer, and nothing so narrow or so wide that the NumPy code turns, parts or adds up its arrays in another order."""
        if spec.kind != "mlp" or len(spec.layer_sizes) != 3:
            return False
        sizes, (num_units, num_classes) = [len(batch) for batch in batches], spec.layer_sizes[1:]
        is_narrow = min(num_units, num_classes) > 1 and num_classes <= 16 * EIGHT
        return is_narrow and max(sizes) == sizes[0] and sizes[0] * num_units * num_classes <= UNPACKED_PRODUCT

    def train(
        self,
        weights_P: Float32Array,
        examples: Examples,
        batches: Sequence[IndexArray],
        spec: ModelSpec,
        local: LocalTraining,
        *,
        inner: InnerProducts,
    ) -> LocalResult:
        """See `learning.kernels.mlp.train_mlp`."""
        num_features, num_units, num_classes = spec.layer_sizes
        order_S, sizes = np.concatenate(batches), [len(batch) for batch in batches]
        cut = num_features * num_units
        start_H = weights_P[cut : cut + num_units] + inner.constants_F @ weights_P[:cut].reshape(num_features, num_units)
        update_P, likelihoods_S = np.empty_like(weights_P), np.empty(len(order_S), dtype=np.float32)
        fields = (
            weights_P, update_P, start_H,
            inner.varying_V, inner.features_NV, inner.constants_F, inner.products_NN,
            order_S, examples.labels_N.take(order_S, mode="clip"), np.cumsum(sizes), likelihoods_S,
            -local.learning_rate, UNPACKED_PRODUCT, LEAST_ROWS,
        )  # fmt: skip
        floats = self._floats(_room_size(*inner.features_NV.shape, num_units, num_classes, sizes[0]))
        train(floats, num_classes, fields)
        if len(floats) <= _MAX_KEPT_FLOATS:
            self._idle.append(floats)
        return LocalResult(update_P, mean_loss(likelihoods_S))

    def add_terms(self, sum_P: Int64Array, update_P: Float32Array, scale: float, rounder: float) -> None:
        """See `learning.loops.switch.Loops`."""
        add_terms(sum_P, update_P, scale, rounder)

    def divide(self, sum_P: Int64Array, rounders: int, divisor: float, mean_P: Float32Array) -> None:
        """See `learning.loops.switch.Loops`."""
        divide(sum_P, rounders, divisor, mean_P)

    def _floats(self, size: int) -> Float32Array:
        try:
            floats = self._idle.pop()
        except IndexError:
            return aligned_empty(size)
        return floats if size <= len(floats) else aligned_empty(size)


def _room_size(*sizes: int) -> int:
    """How many numbers a `Room` takes, each part with the gap behind it."""
    n, v, h, k, b = sizes
    return v * h + 2 * n * h + h * k + k + b * n + 2 * b * h + k * b + 2 * b + NUM_PARTS * LINE
