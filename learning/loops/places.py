"""What the compiled loops of a perceptron are given, and where they work."""

# C clients, N examples, F features, V features that vary, H units, K classes, B examples of a batch, S of all batches, P parameters.

from typing import Any, NamedTuple

from learning.arrays import Bytes, Float32Array, Float64Array, IndexArray, Int64Array

NUM_FIELDS = 7
"""Of a client's row in `Group.rows_CR`: where its inner products lie, and how many examples, features that vary and batches it has."""


class Group(NamedTuple):
    """Clients that are trained one behind another, from the same weights.

    The first two and `sum` are addresses, so that one compiled form is for all: of the weights [P], of the update [P], to be written for each
    client anew unless it is 0, and of the fixed-point sum [P] to which the updates are added unless it is 0.
    Shapes: rows_CR [C, NUM_FIELDS]; labels of all clients; order_S the examples of all batches of all clients, and likelihoods_S, to be
    written, each label's softmax probability before its step; ends where each batch ends among its client's. The three behind `sum` are
    those of `learning.loops.switch.SumPlace`, shares_C the updates' weights; `step` is the factor of a gradient; the last two how many
    multiplications the faster kernels of BLAS do at once, and from how many rows on it is worth it.
    """

    weights: int
    update: int
    rows_CR: Int64Array
    labels: Int64Array
    order_S: IndexArray
    likelihoods_S: Float32Array
    ends: IndexArray
    sum: int
    unit: float
    rounder: float
    largest: float
    shares_C: Float64Array
    num_features: int
    num_units: int
    num_classes: int
    step: float
    unpacked: int
    least_rows: int


class Training(NamedTuple):
    """What one client is trained from; for the first four see `learning.kernels.inner_products.InnerProducts`."""

    varying_V: IndexArray
    features_NV: Float32Array
    constants_F: Float32Array
    products_NN: Float32Array
    labels_N: Int64Array
    weights_P: Float32Array
    step: float
    unpacked: int
    least_rows: int


class Room(NamedTuple):
    """Where a client is worked on: parts of one array, and the arguments of BLAS, which takes all of them by address."""

    weight_VH: Float32Array
    outputs_NH: Float32Array
    moves_NH: Float32Array
    last: Float32Array
    head_HK: Float32Array
    bias_K: Float32Array
    bias_H: Float32Array
    row_H: Float32Array
    products_BN: Float32Array
    hidden_BH: Float32Array
    delta_BH: Float32Array
    logits: Float32Array
    row_B: Float32Array
    ones_B: Float32Array
    letters: Bytes
    sizes: Any
    factors: Float32Array
    loop: Int64Array


NUM_PARTS = 10
EIGHT = 8
"""Sums that NumPy adds up beside each other, of at most sixteen numbers each."""
NUM_ARGUMENTS = 2 * 16
"""As many numbers take the arguments of BLAS."""
LINE = 16
"""Float32 numbers of a cache line, on which every part of a room begins."""


def room_size(num_examples: int, num_varying: int, num_units: int, num_classes: int, batch_size: int) -> int:
    """How many numbers a `Room` takes, each part with the gap behind it."""
    n, v, h, k, b = num_examples, num_varying, num_units, num_classes, batch_size
    return v * h + 2 * n * h + h * k + k + 2 * h + b * n + 2 * b * h + k * b + 2 * b + NUM_PARTS * LINE + NUM_ARGUMENTS
