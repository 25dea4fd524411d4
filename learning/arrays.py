"""The array types of the package.

Names of arrays carry their axes as a suffix, here and in every module below:
C clients, P parameters, N examples, F features, K classes, B examples of one batch, H units of a hidden layer.
"""

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
BFloat16Bits = npt.NDArray[np.uint16]
Float16Array = npt.NDArray[np.float16]
Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]
Int64Array = npt.NDArray[np.int64]
IndexArray = npt.NDArray[np.intp]
