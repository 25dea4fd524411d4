"""The compiled call that trains clients of a perceptron with one hidden layer, one behind another, and adds up their updates.

What lies compiled on the disk is thrown away when the file of a function that Python calls changes, and only then: so this file says what
is in those that it takes its loops from.
"""

# N examples, F features, H units, K classes, B examples of a batch, S examples of all batches.

from typing import Any

import numpy as np
from numba import carray  # pyright: ignore

from learning.arrays import Float32Array
from learning.loops.calls import compiled
from learning.loops.places import LINE, Group, Room, Training
from learning.loops.steps import backward, begin, differentiate, finish, forward
from learning.loops.symbols import BYTES_AT, FLOATS_AT, INTS_AT, WORDS_AT
from learning.loops.updates import add_noughts, add_update, bound, largest, write_update

CALLED = "f67dcb2ba136d5cb"
"""Of the bytes of calls.py, places.py, steps.py, sums.py, symbols.py and updates.py; a test says what it has to be."""


@compiled
def _part(floats: Any, start: int, rows: int, columns: int) -> Any:
    end = start + rows * columns
    return floats[start:end].reshape(rows, columns), (end + LINE - 1) // LINE * LINE


@compiled
def _room(one: Training, floats: Any, num_units: int, num_classes: int, most: int) -> Any:
    """A room in an array of numbers, large enough, that starts on a cache line."""
    num_examples, num_varying = one.features_NV.shape
    weight_VH, end = _part(floats, 0, num_varying, num_units)
    outputs_NH, end = _part(floats, end, num_examples, num_units)
    moves_NH, end = _part(floats, end, num_examples, num_units)
    last, end = _part(floats, end, num_units + 1, num_classes)
    rows_H, end = _part(floats, end, 2, num_units)
    products_BN, end = _part(floats, end, most, num_examples)
    hidden_BH, end = _part(floats, end, most, num_units)
    delta_BH, end = _part(floats, end, most, num_units)
    logits_KB, end = _part(floats, end, num_classes, most)
    rows, end = _part(floats, end, 2, most)
    arguments = floats[end:].ctypes.data
    letters = carray(BYTES_AT(arguments), (2,))
    letters[0], letters[1] = 78, 84
    return Room(
        weight_VH, outputs_NH, moves_NH, last.reshape(-1), last[:num_units], last[num_units], rows_H[0], rows_H[1],
        products_BN, hidden_BH, delta_BH, logits_KB.reshape(-1), rows[0], rows[1], letters,
        carray(INTS_AT(arguments + 8), (6,)), carray(FLOATS_AT(arguments + 32), (2,)), carray(WORDS_AT(arguments + 40), (5,)),
    )  # fmt: skip


@compiled
def _training(group: Group, row: Any, labels_N: Any) -> Training:
    num_examples, num_varying = row[4], row[5]
    return Training(
        carray(WORDS_AT(row[0]), (num_varying,)), carray(FLOATS_AT(row[1]), (num_examples, num_varying)),
        carray(FLOATS_AT(row[2]), (group.num_features,)), carray(FLOATS_AT(row[3]), (num_examples, num_examples)),
        labels_N, carray(FLOATS_AT(group.weights), (_num_parameters(group),)), group.step, group.unpacked, group.least_rows,
    )  # fmt: skip


@compiled
def _num_parameters(group: Group) -> int:
    return (group.num_features + 1) * group.num_units + (group.num_units + 1) * group.num_classes


@compiled
def _floats(array: Any) -> Any:
    # The same numbers as an array that nobody counts: to count a view of a row takes longer than the row.
    return carray(FLOATS_AT(array.ctypes.data), (len(array),))


@compiled
def _words(array: Any) -> Any:
    return carray(WORDS_AT(array.ctypes.data), (len(array),))


@compiled
def _check(group: Group) -> None:
    """All of it before anything is added."""
    first_batch = first = 0
    for row in group.rows_CR:
        end, first_batch = first + group.ends[first_batch + row[6] - 1], first_batch + row[6]
        for visit in range(first, end):
            assert 0 <= group.order_S[visit] < row[4], "a batch points outside the examples"
        first = end


@compiled
def train(floats: Float32Array, fields: Any) -> int:
    """One step of plain descent for each batch, none larger than its client's first, none with an example twice; it works in `floats`.

    Returns how many clients were trained: all, or those before the first whose update the sum cannot take, and which is not in it.
    """
    group = Group(*fields)  # which arrive faster as a plain tuple
    _check(group)
    update_P, sum_P = carray(FLOATS_AT(group.update), (_num_parameters(group),)), carray(WORDS_AT(group.sum), (_num_parameters(group),))
    order, likelihoods = _words(group.order_S), _floats(group.likelihoods_S)
    labels = _words(group.labels)
    first_batch, first, first_label, num_trained, noughts_F = 0, 0, 0, 0, np.zeros(group.num_features, np.int64)
    for client in range(len(group.rows_CR)):
        row = group.rows_CR[client]
        one, ends = _training(group, row, labels[first_label : first_label + row[4]]), group.ends[first_batch : first_batch + row[6]]
        order_S, likelihoods_S = order[first : first + ends[-1]], likelihoods[first : first + ends[-1]]
        room = _room(one, _floats(floats), group.num_units, group.num_classes, ends[0])
        begin(one, room)
        start = 0
        for end in ends:
            batch = order_S[start:end]
            forward(one, room, batch)
            differentiate(one, room, batch, likelihoods_S[start:end])
            backward(one, room, batch)
            start = end
        finish(one, room)
        if group.update:
            write_update(one, room, update_P)
        if group.sum:
            share = group.shares_C[client]
            if not (bound(one, room) * share <= group.largest or largest(one, room) * share <= group.largest):
                break
            add_update(one, room, sum_P, noughts_F, (share * group.unit, group.rounder))
        first_batch, first, first_label = first_batch + len(ends), first + len(order_S), first_label + row[4]
        num_trained += 1
    if group.sum:
        add_noughts(sum_P, noughts_F, group.num_units, group.rounder)
    return num_trained
