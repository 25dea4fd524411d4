"""The rectified linear unit of the kernels, bound to its arrays."""

from functools import partial

import numpy as np

from learning.arrays import Float32Array
from learning.kernels.blas import Call


def rectify(output: Float32Array) -> list[Call]:
    """Set what is below nought to nought."""
    # NumPy compares with an array of noughts faster than with one.
    return [partial(np.maximum, output, np.zeros_like(output), out=output)]


def send_back_rectified(output: Float32Array, delta: Float32Array) -> list[Call]:
    """Turn the delta behind the ReLU into that before it, by its output.

    A comparison is faster than the sign; a NaN in an output is one in every delta of its example already.
    """
    is_open, gate = np.empty(output.shape, dtype=np.bool_), np.empty_like(output)
    return [
        partial(np.greater, output, np.zeros_like(output), is_open),
        partial(np.copyto, gate, is_open),
        partial(np.multiply, delta, gate, delta),
    ]
