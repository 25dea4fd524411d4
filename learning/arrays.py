"""The array types of the package.

Names of arrays carry their axes as a suffix, here and in every module below:
C clients, P parameters, N examples, F features, K classes, B examples of one batch, H units of a hidden layer.
"""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
BFloat16Bits = npt.NDArray[np.uint16]
Float16Array = npt.NDArray[np.float16]
Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]
UInt32Array = npt.NDArray[np.uint32]
Int64Array = npt.NDArray[np.int64]
IndexArray = npt.NDArray[np.intp]
AnyArray = npt.NDArray[Any]


def squared_norm(array: Float32Array) -> float:
    """The sum of squares in one pass: an infinity or NaN where a value is one, or where the sum is beyond float32."""
    flat = array.reshape(-1)
    with np.errstate(over="ignore", invalid="ignore"):
        return float(np.dot(flat, flat))


def all_finite(array: AnyArray) -> bool:
    """Whether no value is NaN or an infinity; of float32 the sum of squares nearly always tells, in half of the time."""
    return (array.dtype == np.float32 and math.isfinite(squared_norm(array))) or bool(np.isfinite(array).all())
