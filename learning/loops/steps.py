"""The steps of one client's training of a perceptron with one hidden layer, and what is before and behind them.

What is computed is written down in `learning.kernels.first_layer` and `learning.kernels.mlp`; here it is done in the same order, with
the same calls of BLAS, and nothing is fused or reassociated, so that the bits are theirs.
"""

# N examples, F features, V features that vary, H units, K classes, B examples of a batch.

from typing import Any

import numpy as np

from learning.loops.calls import compiled, copy, inlined, multiply, product, rows_at_once, run_length
from learning.loops.places import EIGHT, Room, Training
from learning.loops.symbols import EXP

_ZERO, _ONE = np.float32(0), np.float32(1)


@compiled
def begin(one: Training, room: Room) -> None:
    """The first layer's outputs by the weights that it starts from, and the other layer as it starts."""
    num_examples, (num_varying, num_units) = len(one.features_NV), room.weight_VH.shape
    num_features = len(one.constants_F)
    weights, place = room.weight_VH.reshape(-1), 0
    while place < num_varying:
        feature = one.varying_V[place]
        run = run_length(one.varying_V, place, feature)
        copy(weights[place * num_units : (place + run) * num_units], one.weights_P[feature * num_units :])
        place += run
    multiply(
        room,
        (num_units, num_features),
        (one.weights_P.ctypes.data, num_units, 0),
        one.constants_F.ctypes.data,
        (room.bias_H.ctypes.data, _ONE, _ZERO),
    )
    for unit in range(num_units):
        room.bias_H[unit] += one.weights_P[num_features * num_units + unit]
    for example in range(num_examples):
        for unit in range(num_units):
            room.outputs_NH[example, unit] = room.bias_H[unit]
            room.moves_NH[example, unit] = _ZERO
    step = rows_at_once(one, num_examples, num_varying * num_units)
    for first in range(0, num_examples, step):
        rows = min(step, num_examples - first)
        left, right = room.weight_VH.ctypes.data, one.features_NV[first:].ctypes.data
        output = (room.outputs_NH[first:].ctypes.data, num_units, _ONE, _ONE)
        product(room, (num_units, rows, num_varying), (left, num_units, 0), (right, num_varying, 0), output)
    copy(room.last, one.weights_P[(num_features + 1) * num_units :])
    for row in range(len(room.ones_B)):
        room.ones_B[row] = _ONE


@inlined
def forward(one: Training, room: Room, batch: Any) -> None:
    """The hidden layer and the logits of a batch, which lie column by column."""
    size, num_examples = len(batch), len(one.features_NV)
    num_units, num_classes = room.head_HK.shape
    for row in range(size):
        example = batch[row]
        for unit in range(num_units):
            room.hidden_BH[row, unit] = room.outputs_NH[example, unit]
        for other in range(num_examples):
            room.products_BN[row, other] = one.products_NN[example, other]
    work = size * num_examples * num_units
    half = (size + 1) // 2 if one.unpacked < work <= 2 * one.unpacked else size
    for first in range(0, size, half):
        rows = min(half, size - first)
        left, right = room.moves_NH.ctypes.data, room.products_BN[first:].ctypes.data
        output = (room.hidden_BH[first:].ctypes.data, num_units, _ONE, _ONE)
        product(room, (num_units, rows, num_examples), (left, num_units, 0), (right, num_examples, 0), output)
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
        product(room, (size, num_classes, num_units), (hidden, num_units, 1), (head, num_classes, 1), output)
    else:  # one row lies as its transpose does, and the NumPy code takes it as such
        output = (logits, num_classes, _ONE, _ONE)
        product(room, (num_classes, 1, num_units), (head, num_classes, 0), (hidden, num_units, 0), output)


@inlined
def differentiate(one: Training, room: Room, batch: Any, likelihoods_B: Any) -> None:
    """The logits become the gradient of the summed cross-entropy."""
    size, num_classes = len(batch), len(room.bias_K)
    logits, row_B, loop = room.logits, room.row_B, room.loop
    copy(row_B[:size], logits)
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
        place = one.labels_N[batch[row]] * size + row
        likelihoods_B[row] = logits[place]
        logits[place] -= _ONE


@compiled
def _add_up(room: Room, size: int) -> None:
    """The sum of each example's exponentials, in NumPy's order, which is another one where there is one example."""
    terms, row_B, num_terms = room.logits, room.row_B, len(room.bias_K)
    copy(row_B[:size], terms)
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


@inlined
def backward(one: Training, room: Room, batch: Any) -> None:
    """Both layers' steps: the second one's in its weights, the first one's in the moves of the batch's examples."""
    size = len(batch)
    num_units, num_classes = room.head_HK.shape
    alpha = np.float32(one.step / size)
    hidden, head, logits = room.hidden_BH.ctypes.data, room.head_HK.ctypes.data, room.logits.ctypes.data
    is_turned, stride = (1, size) if size > 1 else (0, num_classes)
    output = (room.delta_BH.ctypes.data, num_units, alpha, _ZERO)
    product(room, (num_units, size, num_classes), (head, num_classes, 1), (logits, stride, is_turned), output)
    for row in range(size):
        for unit in range(num_units):
            room.delta_BH[row, unit] *= _ONE if room.hidden_BH[row, unit] > _ZERO else _ZERO
    output = (head, num_classes, alpha, _ONE)
    product(room, (num_classes, num_units, size), (logits, stride, is_turned), (hidden, num_units, 1), output)
    shape = (stride, num_classes if size > 1 else 1)
    multiply(room, shape, (logits, stride, is_turned), room.ones_B.ctypes.data, (room.bias_K.ctypes.data, alpha, _ONE))
    for row in range(size):
        example = batch[row]
        for unit in range(num_units):
            room.moves_NH[example, unit] += room.delta_BH[row, unit]


@compiled
def finish(one: Training, room: Room) -> None:
    """By how much the weights have moved: of the features that vary, of the bias, and of the last layer, each in its place."""
    num_examples, num_varying = one.features_NV.shape
    num_units, num_features = len(room.bias_H), len(one.constants_F)
    copy(room.bias_H, room.moves_NH[0])
    for example in range(1, num_examples):
        for unit in range(num_units):
            room.bias_H[unit] += room.moves_NH[example, unit]
    step, beta = rows_at_once(one, num_examples, num_varying * num_units), _ZERO
    for first in range(0, num_examples, step):
        rows = min(step, num_examples - first)
        left, right = room.moves_NH[first:].ctypes.data, one.features_NV[first:].ctypes.data
        output = (room.weight_VH.ctypes.data, num_units, _ONE, beta)
        product(room, (num_units, num_varying, rows), (left, num_units, 0), (right, num_varying, 1), output)
        beta = _ONE
    start = (num_features + 1) * num_units
    for index in range(len(room.last)):
        room.last[index] -= one.weights_P[start + index]
