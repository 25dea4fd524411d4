"""Compiled code that calls a function by its name."""

import numpy as np
from numba import njit

from learning.loops.symbols import EXP


@njit
def exponentials(values, words):
    words[0], words[1], words[2], words[3], words[4] = values.ctypes.data, values.ctypes.data, len(values), 4, 4
    EXP(words.ctypes.data, words.ctypes.data + 16, words.ctypes.data + 24, 0)


def test_the_exponential_is_numpys_to_the_bit():
    values = np.concatenate([np.linspace(-110, 90, 100_003), [np.inf, -np.inf, np.nan, -0.0]]).astype(np.float32)
    with np.errstate(over="ignore"):
        expected = np.exp(values)
    exponentials(values, np.zeros(5, np.int64))
    assert values.tobytes() == expected.tobytes()
