"""The loop of a fixed-point sum; see `learning.aggregation.weighted_mean`."""

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from numba import njit  # pyright: ignore

from learning.arrays import Float32Array, Int64Array

_compiled = cast("Callable[[Any], Any]", njit(cache=True))


@_compiled
def add_terms(sum_P: Int64Array, update_P: Float32Array, scale: float, rounder: float) -> None:
    """Add to the sum the bits of scale·update + rounder, in doubles."""
    for index in range(len(update_P)):
        term = np.float64(update_P[index]) * scale + rounder
        sum_P[index] += np.float64(term).view(np.int64)
