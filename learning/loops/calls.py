"""What the loops of a client's training are made of: calls of BLAS, and rows that are copied."""

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from numba import njit  # pyright: ignore

from learning.loops.places import Room, Training
from learning.loops.symbols import SGEMM, SGEMV

compiled = cast("Callable[[Any], Any]", njit(cache=True, nogil=True, error_model="numpy"))
MAGNITUDE, INFINITY = np.int32(0x7FFFFFFF), np.int32(0x7F800000)
"""Bits of a float32 number: those but for the sign's, and of what is beyond the largest."""
inlined = cast("Callable[[Any], Any]", njit(inline="always", error_model="numpy"))
"""Where a room is handed on so often that it would take longer than the work."""


@compiled
def copy(target: Any, source: Any) -> None:
    """As many of the source's numbers as the target has."""
    for index in range(len(target)):
        target[index] = source[index]


@compiled
def largest_bits(values: Any) -> Any:
    """Of float32 numbers without their signs: the larger the number is, the larger are its bits, and those of NaN are the largest."""
    all_bits, most = values.view(np.int32), np.int32(0)
    for index in range(len(all_bits)):
        bits = all_bits[index] & MAGNITUDE
        most = bits if bits > most else most
    return most


@compiled
def product(room: Room, shape: Any, left: Any, right: Any, output: Any) -> None:
    """BLAS's column-major product of shape (m, n, k): of sides (address, stride, whether turned) into (address, stride, alpha, beta)."""
    sizes, factors = room.sizes, room.factors
    sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5] = shape[0], shape[1], shape[2], left[1], right[1], output[1]
    factors[0], factors[1] = output[2], output[3]
    letter, size, factor = room.letters.ctypes.data, sizes.ctypes.data, factors.ctypes.data
    SGEMM(
        letter + left[2], letter + right[2], size, size + 4, size + 8, factor,
        left[0], size + 12, right[0], size + 16, factor + 4, output[0], size + 20,
    )  # fmt: skip


@compiled
def multiply(room: Room, shape: Any, matrix: Any, vector: Any, output: Any) -> None:
    """The same of a matrix of shape (m, n) and a vector, by its address, into (address, alpha, beta)."""
    sizes, factors = room.sizes, room.factors
    sizes[0], sizes[1], sizes[2], sizes[3] = shape[0], shape[1], matrix[1], 1
    factors[0], factors[1] = output[1], output[2]
    letter, size, factor = room.letters.ctypes.data, sizes.ctypes.data, factors.ctypes.data
    SGEMV(letter + matrix[2], size, size + 4, factor, matrix[0], size + 8, vector, size + 12, factor + 4, output[0], size + 12)


@compiled
def rows_at_once(one: Training, num_rows: int, row_size: int) -> int:
    """How many rows are small enough for the faster kernels, at `row_size` multiplications a row; all where too few are."""
    step = one.unpacked // row_size
    return num_rows if step < one.least_rows else step


@compiled
def run_length(varying_V: Any, place: int, feature: int) -> int:
    """How many features that follow each other from this one on vary."""
    end = place
    while end < len(varying_V) and varying_V[end] - end == feature - place:
        end += 1
    return end - place
