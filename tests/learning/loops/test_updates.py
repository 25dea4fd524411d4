"""Which updates a sum can take."""

import numpy as np
import pytest

from learning.loops.places import Room, Training
from learning.loops.updates import bound, largest


def moved(seed, scale=1.0, *, constant=0.0):
    """A client whose weights have moved by the products of its features and of its moves."""
    random = np.random.default_rng(seed)
    num_examples, num_varying, num_units, num_classes = 2 + seed % 60, 1 + seed % 90, 2 + seed % 17, 3
    features_NV = (random.standard_normal((num_examples, num_varying)) * 10.0 ** random.integers(-3, 3)).astype(np.float32)
    constants_F = np.zeros(num_varying + 4, np.float32)
    constants_F[-2:] = constant
    products_NN = features_NV @ features_NV.T + 1 + constants_F @ constants_F
    moves_NH = (random.standard_normal((num_examples, num_units)) * scale).astype(np.float32)
    last = (0.1 * random.standard_normal((num_units + 1) * num_classes)).astype(np.float32)
    floats, empty = np.empty(0, np.float32), np.empty((0, 0), np.float32)
    one = Training(np.arange(num_varying), features_NV, constants_F, products_NN, np.empty(0, np.int64), floats, 0.1, 1, 1)
    room = Room(
        features_NV.T @ moves_NH, empty, moves_NH, last, last[: num_units * num_classes].reshape(num_units, num_classes), last[-num_classes:],
        moves_NH.sum(axis=0), np.empty(num_units, np.float32), empty, empty, empty, floats, floats, floats,
        np.empty(2, np.uint8), np.empty(6, np.int32), floats, np.empty(5, np.int64),
    )  # fmt: skip
    values = [room.weight_VH, room.bias_H, room.last, np.float32(constant) * room.bias_H]
    return one, room, float(max(np.abs(part).max() for part in values))


@pytest.mark.parametrize("constant", [0.0, -7.5, 1e-4])
def test_the_largest_number_is_found_and_the_bound_is_never_below_it(constant):
    for seed in range(200):
        one, room, expected = moved(seed, 10.0 ** (seed % 5 - 3), constant=constant)
        assert largest(one, room) == pytest.approx(expected, rel=1e-6) and bound(one, room) >= largest(one, room)


def test_the_bound_is_reached_but_for_the_room_for_rounding():
    one, room, _ = moved(5)
    room.moves_NH[1:], room.moves_NH[0], room.last[:] = 0, -3, 0
    one.products_NN[0, 0] = 16
    assert bound(one, room) == 2 * 4 * 3


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_has_no_bound(value):
    one, room, _ = moved(3)
    room.moves_NH[1, 0] = value
    assert bound(one, room) == np.inf
    one, room, _ = moved(3)
    room.last[0] = value
    assert bound(one, room) == largest(one, room) == np.inf
    one, room, _ = moved(3)
    room.weight_VH[0, 0] = value
    assert largest(one, room) == np.inf
