"""What becomes of a client's update: it is written down, or added to a sum as `learning.loops.sums` does, if the sum can take it."""

# F features, P parameters.

from typing import Any

import numpy as np

from learning.loops.calls import INFINITY, MAGNITUDE, compiled, copy, largest_bits, run_length
from learning.loops.places import Room, Training
from learning.loops.sums import add_terms

_ZERO = np.float32(0)
_ROUNDED = 2.0
"""Sums that are rounded are less than so many times as large."""


@compiled
def bound(one: Training, room: Room) -> Any:
    """No number of the update is larger: of the first layer each is a sum over the examples, of a feature or a one times a move."""
    total = np.float64(0)
    for example in range(len(room.moves_NH)):
        most = np.int32(0)
        for unit in range(len(room.bias_H)):
            bits = np.float32(room.moves_NH[example, unit]).view(np.int32) & MAGNITUDE
            most = bits if bits > most else most
        if most > INFINITY:
            return np.inf
        total += np.sqrt(np.float64(one.products_NN[example, example])) * np.int32(most).view(np.float32)
    last = np.int32(min(largest_bits(room.last), INFINITY)).view(np.float32)
    return max(_ROUNDED * total, np.float64(last))


@compiled
def largest(one: Training, room: Room) -> Any:
    """The largest number of the update without its sign, an infinity where one is NaN."""
    most = max(largest_bits(room.weight_VH.reshape(-1)), largest_bits(room.bias_H), largest_bits(room.last))
    for feature in range(len(one.constants_F)):
        if one.constants_F[feature] != _ZERO:
            most = max(most, largest_bits(_constant_row(one, room, feature)))
    return np.float64(np.int32(min(most, INFINITY)).view(np.float32))


@compiled
def _constant_row(one: Training, room: Room, feature: int) -> Any:
    """By how much the weights of a feature that does not vary have moved."""
    for unit in range(len(room.row_H)):
        room.row_H[unit] = one.constants_F[feature] * room.bias_H[unit] + _ZERO  # BLAS makes no nought below nought
    return room.row_H


@compiled
def write_update(one: Training, room: Room, update_P: Any) -> None:
    """By how much the weights have moved."""
    num_units, num_features = len(room.bias_H), len(one.constants_F)
    weights, place, feature = room.weight_VH.reshape(-1), 0, 0
    while feature < num_features:
        start, run = feature * num_units, run_length(one.varying_V, place, feature)
        if run:
            copy(update_P[start : start + run * num_units], weights[place * num_units :])
        else:
            copy(update_P[start : start + num_units], _constant_row(one, room, feature))
        place, feature = place + run, feature + max(1, run)
    start = num_features * num_units
    copy(update_P[start : start + num_units], room.bias_H)
    copy(update_P[start + num_units :], room.last)


@compiled
def add_update(one: Training, room: Room, sum_P: Any, noughts_F: Any, factors: tuple[float, float]) -> None:
    """Add the update to the sum, as `learning.loops.sums` does; rows of nought, which are alike in all updates, are counted for later."""
    num_units, num_features, (scale, rounder) = len(room.bias_H), len(one.constants_F), factors
    weights, place, feature = room.weight_VH.reshape(-1), 0, 0
    while feature < num_features:
        following = one.varying_V[place] if place < len(one.varying_V) else num_features
        for constant in range(feature, following):
            if one.constants_F[constant] == _ZERO:
                noughts_F[constant] += 1
            else:
                add_terms(sum_P[constant * num_units :], _constant_row(one, room, constant), scale, rounder)
        run = run_length(one.varying_V, place, following)
        add_terms(sum_P[following * num_units :], weights[place * num_units : (place + run) * num_units], scale, rounder)
        place, feature = place + run, following + run
    add_terms(sum_P[feature * num_units :], room.bias_H, scale, rounder)
    add_terms(sum_P[(feature + 1) * num_units :], room.last, scale, rounder)


@compiled
def add_noughts(sum_P: Any, noughts_F: Any, num_units: int, rounder: float) -> None:
    """Add the rows that `add_update` has counted."""
    for feature in range(len(noughts_F)):
        if noughts_F[feature]:
            sums, bits = sum_P[feature * num_units :], noughts_F[feature] * np.float64(rounder).view(np.int64)
            for unit in range(num_units):
                sums[unit] += bits
