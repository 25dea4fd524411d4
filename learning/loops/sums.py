"""The loops of a fixed-point sum; see `learning.aggregation.weighted_mean`."""

import numpy as np

from learning.arrays import Float32Array, Int64Array
from learning.loops.calls import compiled

CALLED = "1227c3bf2a7272d2"
"""See `learning.loops.compiled`: of calls.py."""


@compiled
def add_terms(sum_P: Int64Array, update_P: Float32Array, scale: float, rounder: float) -> None:
    """Add to the sum the bits of scale·update + rounder, in doubles."""
    for index in range(len(update_P)):
        term = np.float64(update_P[index]) * scale + rounder
        sum_P[index] += np.float64(term).view(np.int64)


@compiled
def divide(sum_P: Int64Array, rounders: int, divisor: float, mean_P: Float32Array) -> None:
    """Set the mean to (sum − rounders) / divisor; the difference wraps."""
    for index in range(len(mean_P)):
        mean_P[index] = np.float64(sum_P[index] - rounders) / divisor
