"""The loops of one client's training of a perceptron with one hidden layer.

What is computed is written down in `learning.kernels.first_layer` and `learning.kernels.mlp`; here it is done in the same order, with
the same calls of BLAS, and nothing is fused or reassociated, so that the bits are theirs.
All of its compiled code is in this file: what lies compiled on the disk is thrown away when the file changes, and only then.
"""

# N examples, F features, V features that vary, H units, K classes, B examples of a batch, S examples of all batches.

from collections.abc import Callable
from typing import Any, NamedTuple, cast

import numpy as np
from numba import njit  # pyright: ignore

from learning.arrays import Bytes, Float32Array, IndexArray, Int64Array
from learning.loops.symbols import EXP, SGEMM, SGEMV

_compiled = cast("Callable[[Any], Any]", njit(cache=True, nogil=True, error_model="numpy"))

_ZERO, _ONE = np.float32(0), np.float32(1)


class Training(NamedTuple):
    """What a client's training is made of.

    Shapes: weights_P and update_P [(F + 1)·H + (H + 1)·K], the second to be written; start_H what the first layer makes of the features
    that do not vary; the next four are of `learning.kernels.inner_products.InnerProducts`; order_S the examples of all batches, labels_S
    theirs; ends where each batch ends; likelihoods_S, to be written, each label's softmax probability before its step; scale the factor
    of a gradient; the last two how many multiplications the faster kernels of BLAS do at once, and from how many rows on it is worth it.
    """

    weights_P: Float32Array
    update_P: Float32Array
    start_H: Float32Array
    varying_V: IndexArray
    features_NV: Float32Array
    constants_F: Float32Array
    products_NN: Float32Array
    order_S: IndexArray
    labels_S: Int64Array
    ends: IndexArray
    likelihoods_S: Float32Array
    scale: float
    unpacked: int
    least_rows: int


class Room(NamedTuple):
    """Where it is worked: parts of one array, and the arguments of BLAS, which takes all of them by address."""

    weight_VH: Float32Array
    outputs_NH: Float32Array
    moves_NH: Float32Array
    last: Float32Array
    head_HK: Float32Array
    bias_K: Float32Array
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


EIGHT = 8
"""Sums that NumPy adds up beside each other, of at most sixteen numbers each."""
NUM_PARTS = 9
LINE = 16
"""Float32 numbers of a cache line, on which every part of a room begins."""


@_compiled
def _copy(target: Any, source: Any) -> None:
    for index in range(len(target)):
        target[index] = source[index]


@_compiled
def _part(floats: Any, start: int, rows: int, columns: int) -> Any:
    end = start + rows * columns
    return floats[start:end].reshape(rows, columns), (end + LINE - 1) // LINE * LINE


@_compiled
def _room(one: Training, floats: Any, num_classes: int) -> Any:
    """A room in an array of numbers, large enough, that starts on a cache line."""
    num_examples, num_varying = one.features_NV.shape
    num_units, most = len(one.start_H), one.ends[0]
    weight_VH, end = _part(floats, 0, num_varying, num_units)
    outputs_NH, end = _part(floats, end, num_examples, num_units)
    moves_NH, end = _part(floats, end, num_examples, num_units)
    last, end = _part(floats, end, num_units + 1, num_classes)
    products_BN, end = _part(floats, end, most, num_examples)
    hidden_BH, end = _part(floats, end, most, num_units)
    delta_BH, end = _part(floats, end, most, num_units)
    logits_KB, end = _part(floats, end, num_classes, most)
    rows, end = _part(floats, end, 2, most)
    letters = np.array([78, 84], np.uint8)
    return Room(
        weight_VH, outputs_NH, moves_NH, last.reshape(-1), last[:num_units], last[num_units], products_BN, hidden_BH, delta_BH, logits_KB.reshape(-1), rows[0], rows[1],
        letters, np.empty(6, np.int32), np.empty(2, np.float32), np.empty(5, np.int64),
    )  # fmt: skip


@_compiled
def _product(room: Any, shape: Any, left: Any, right: Any, output: Any) -> None:
    # BLAS's column-major product of shape (m, n, k): of sides (address, stride, whether turned) into (address, stride, alpha, beta).
    sizes, factors = room.sizes, room.factors
    sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5] = shape[0], shape[1], shape[2], left[1], right[1], output[1]
    factors[0], factors[1] = output[2], output[3]
    letter, size, factor = room.letters.ctypes.data, sizes.ctypes.data, factors.ctypes.data
    SGEMM(
        letter + left[2], letter + right[2], size, size + 4, size + 8, factor,
        left[0], size + 12, right[0], size + 16, factor + 4, output[0], size + 20,
    )  # fmt: skip


@_compiled
def _begin(one: Training, room: Room) -> None:
    """The first layer's outputs by the weights that it starts from, and the other layer as it starts."""
    num_examples, (num_varying, num_units) = len(one.features_NV), room.weight_VH.shape
    for place in range(num_varying):
        start = one.varying_V[place] * num_units
        _copy(room.weight_VH[place], one.weights_P[start:])
    for example in range(num_examples):
        _copy(room.outputs_NH[example], one.start_H)
    room.moves_NH[:] = _ZERO
    step = _rows_at_once(one, num_examples, num_varying * num_units)
    for first in range(0, num_examples, step):
        rows = min(step, num_examples - first)
        left, right = room.weight_VH.ctypes.data, one.features_NV[first:].ctypes.data
        output = (room.outputs_NH[first:].ctypes.data, num_units, _ONE, _ONE)
        _product(room, (num_units, rows, num_varying), (left, num_units, 0), (right, num_varying, 0), output)
    _copy(room.last, one.weights_P[(len(one.constants_F) + 1) * num_units :])
    room.ones_B[:] = _ONE


@_compiled
def _rows_at_once(one: Training, num_rows: int, row_size: int) -> int:
    step = one.unpacked // row_size
    return num_rows if step < one.least_rows else step


@_compiled
def _forward(one: Training, room: Room, batch: Any) -> None:
    """The hidden layer and the logits of a batch, which lie column by column."""
    size, num_examples = len(batch), len(one.features_NV)
    num_units, num_classes = room.head_HK.shape
    for row in range(size):
        _copy(room.hidden_BH[row], room.outputs_NH[batch[row]])
        _copy(room.products_BN[row], one.products_NN[batch[row]])
    work = size * num_examples * num_units
    half = (size + 1) // 2 if one.unpacked < work <= 2 * one.unpacked else size
    for first in range(0, size, half):
        rows = min(half, size - first)
        left, right = room.moves_NH.ctypes.data, room.products_BN[first:].ctypes.data
        output = (room.hidden_BH[first:].ctypes.data, num_units, _ONE, _ONE)
        _product(room, (num_units, rows, num_examples), (left, num_units, 0), (right, num_examples, 0), output)
    for row in range(size):
        for unit in range(num_units):
            value = room.hidden_BH[row, unit]
            room.hidden_BH[row, unit] = _ZERO if value < _ZERO else value
    for label in range(num_classes):
        for row in range(size):
            room.logits[label * size + row] = room.bias_K[label]
    hidden, head, logits = room.hidden_BH.ctypes.data, room.head_HK.ctypes.data, room.logits.ctypes.data
    if size > 1:
        output = (logits, size, _ONE, _ONE)
        _product(room, (size, num_classes, num_units), (hidden, num_units, 1), (head, num_classes, 1), output)
    else:  # one row lies as its transpose does, and the NumPy code takes it as such
        output = (logits, num_classes, _ONE, _ONE)
        _product(room, (num_classes, 1, num_units), (head, num_classes, 0), (hidden, num_units, 0), output)


@_compiled
def _differentiate(room: Room, labels_B: Any, likelihoods_B: Any) -> None:
    """The logits become the gradient of the summed cross-entropy."""
    size, num_classes = len(labels_B), len(room.bias_K)
    logits, row_B, loop = room.logits, room.row_B, room.loop
    _copy(row_B[:size], logits)
    for label in range(1, num_classes):
        for row in range(size):
            value = logits[label * size + row]
            row_B[row] = value if value > row_B[row] or value != value else row_B[row]
    for label in range(num_classes):
        for row in range(size):
            logits[label * size + row] -= row_B[row]
    loop[0], loop[1], loop[2], loop[3], loop[4] = logits.ctypes.data, logits.ctypes.data, size * num_classes, 4, 4
    EXP(loop.ctypes.data, loop.ctypes.data + 16, loop.ctypes.data + 24, 0)
    _add_up(room, size)
    for label in range(num_classes):
        for row in range(size):
            logits[label * size + row] /= row_B[row]
    for row in range(size):
        place = labels_B[row] * size + row
        likelihoods_B[row] = logits[place]
        logits[place] -= _ONE


@_compiled
def _add_up(room: Room, size: int) -> None:
    """The sum of each example's exponentials, in NumPy's order, which is another one where there is one example."""
    terms, row_B, num_terms = room.logits, room.row_B, len(room.bias_K)
    _copy(row_B[:size], terms)
    if size > 1 or num_terms < EIGHT:
        for label in range(1, num_terms):
            for row in range(size):
                row_B[row] += terms[label * size + row]
        return
    sums, whole = np.empty(EIGHT, np.float32), num_terms - num_terms % EIGHT
    for lane in range(EIGHT):
        sums[lane] = terms[lane]
    for first in range(EIGHT, whole, EIGHT):
        for lane in range(EIGHT):
            sums[lane] += terms[first + lane]
    total = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]))
    for label in range(whole, num_terms):
        total += terms[label]
    row_B[0] = total


@_compiled
def _backward(one: Training, room: Room, batch: Any) -> None:
    """Both layers' steps: the second one's in its weights, the first one's in the moves of the batch's examples."""
    size = len(batch)
    num_units, num_classes = room.head_HK.shape
    alpha = np.float32(one.scale / size)
    hidden, head, logits = room.hidden_BH.ctypes.data, room.head_HK.ctypes.data, room.logits.ctypes.data
    is_turned, stride = (1, size) if size > 1 else (0, num_classes)
    output = (room.delta_BH.ctypes.data, num_units, alpha, _ZERO)
    _product(room, (num_units, size, num_classes), (head, num_classes, 1), (logits, stride, is_turned), output)
    for row in range(size):
        for unit in range(num_units):
            room.delta_BH[row, unit] *= _ONE if room.hidden_BH[row, unit] > _ZERO else _ZERO
    output = (head, num_classes, alpha, _ONE)
    _product(room, (num_classes, num_units, size), (logits, stride, is_turned), (hidden, num_units, 1), output)
    sizes, factors = room.sizes, room.factors
    sizes[0], sizes[1], sizes[2] = stride, num_classes if size > 1 else 1, 1
    factors[0], factors[1] = alpha, _ONE
    letter, rows, factor = room.letters.ctypes.data + is_turned, sizes.ctypes.data, factors.ctypes.data
    unit_step, ones, bias = rows + 8, room.ones_B.ctypes.data, room.bias_K.ctypes.data
    SGEMV(letter, rows, rows + 4, factor, logits, rows, ones, unit_step, factor + 4, bias, unit_step)
    for row in range(size):
        for unit in range(num_units):
            room.moves_NH[batch[row], unit] += room.delta_BH[row, unit]


@_compiled
def _write_update(one: Training, room: Room) -> None:
    """By how much the weights have moved."""
    num_examples, num_varying = one.features_NV.shape
    num_units, num_features = len(one.start_H), len(one.constants_F)
    bias_H = one.update_P[num_features * num_units : (num_features + 1) * num_units]
    _copy(bias_H, room.moves_NH[0])
    for example in range(1, num_examples):
        for unit in range(num_units):
            bias_H[unit] += room.moves_NH[example, unit]
    step, beta = _rows_at_once(one, num_examples, num_varying * num_units), _ZERO
    for first in range(0, num_examples, step):
        rows = min(step, num_examples - first)
        left, right = room.moves_NH[first:].ctypes.data, one.features_NV[first:].ctypes.data
        output = (room.weight_VH.ctypes.data, num_units, _ONE, beta)
        _product(room, (num_units, num_varying, rows), (left, num_units, 0), (right, num_varying, 1), output)
        beta = _ONE
    place = 0
    for feature in range(num_features):
        start = feature * num_units
        if place < num_varying and one.varying_V[place] == feature:
            _copy(one.update_P[start : start + num_units], room.weight_VH[place])
            place += 1
        else:
            for unit in range(num_units):
                one.update_P[start + unit] = one.constants_F[feature] * bias_H[unit] + _ZERO  # BLAS makes no nought below nought
    start = (num_features + 1) * num_units
    for index in range(len(room.last)):
        one.update_P[start + index] = room.last[index] - one.weights_P[start + index]


@_compiled
def train(floats: Float32Array, num_classes: int, fields: Any) -> None:
    """One step of plain descent for each batch, none larger than the first, none with an example twice; it works in `floats`."""
    one = Training(*fields)  # which arrive faster as a plain tuple
    for example in one.order_S:
        assert 0 <= example < len(one.features_NV), "a batch points outside the examples"
    room = _room(one, floats, num_classes)
    _begin(one, room)
    start = 0
    for end in one.ends:
        batch = one.order_S[start:end]
        _forward(one, room, batch)
        _differentiate(room, one.labels_S[start:end], one.likelihoods_S[start:end])
        _backward(one, room, batch)
        start = end
    _write_update(one, room)
