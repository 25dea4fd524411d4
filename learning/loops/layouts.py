"""What a perceptron's first layer needs of a client's examples, in loops; see `learning.kernels.inner_products`."""

# N examples, F features, V features that vary.

from typing import Any

import numpy as np
from numba import carray  # pyright: ignore

from learning.arrays import Float32Array, IndexArray
from learning.loops.calls import INFINITY, compiled, copy, largest_bits, run_length
from learning.loops.symbols import FLOATS_AT, SDOT, SGEMM

CALLED = "3ef5d02ea9f9f4b9"
"""See `learning.loops.compiled`: of calls.py, places.py and symbols.py."""


@compiled
def find_varying(features_NF: Float32Array, varying_F: IndexArray, constants_F: Float32Array) -> int:
    """Put the numbers of the features that vary, as many as it returns, into varying_F, and what the others are, else nought, into constants_F."""
    num_examples, num_features = features_NF.shape
    first_F, differ_F, num_varying = features_NF[0], np.zeros(num_features, np.int32), 0
    for example in range(1, num_examples):
        other_F = features_NF[example]
        for feature in range(num_features):
            differ_F[feature] |= np.int32(other_F[feature] != first_F[feature])
    for feature in range(num_features):
        constants_F[feature] = np.float32(0) if differ_F[feature] else first_F[feature]
        if differ_F[feature]:
            varying_F[num_varying] = feature
            num_varying += 1
    return num_varying


@compiled
def _gather(features_NF: Any, varying_V: Any, output_NV: Any) -> None:
    """The features that vary alone, run by run; as arrays that nobody counts (`learning.loops.compiled`)."""
    num_features, num_varying, num_examples = features_NF.shape[1], len(varying_V), len(output_NV)
    features = carray(FLOATS_AT(features_NF.ctypes.data), (num_examples * num_features,))
    outputs = carray(FLOATS_AT(output_NV.ctypes.data), (num_examples * num_varying,))
    ends, place, num_runs = np.empty(num_varying, np.int64), 0, 0
    while place < num_varying:
        place += run_length(varying_V, place, varying_V[place])
        ends[num_runs], num_runs = place, num_runs + 1
    for example in range(num_examples):
        place, target = 0, example * num_varying
        for run in range(num_runs):
            copy(outputs[target + place : target + ends[run]], features[example * num_features + varying_V[place] :])
            place = ends[run]


@compiled
def lay_out(features_NF: Float32Array, varying_V: IndexArray, constants_F: Float32Array, filled: Any, unpacked: int) -> bool:
    """Fill the two arrays: the features that vary [N, V], and the products [N, N]; whether every one of these is finite."""
    features_NV, products_NN = filled
    _gather(features_NF, varying_V, features_NV)
    num_examples, num_varying = features_NV.shape
    letters, sizes, factors = np.array([84, 78], np.uint8), np.array([num_examples, 0, num_varying, 1], np.int32), np.ones(1, np.float32)
    size, factor, constants = sizes.ctypes.data, factors.ctypes.data, constants_F.ctypes.data
    sizes[1] = len(constants_F)
    constant = np.float32(1) + SDOT(size + 4, constants, size + 12, constants, size + 12)
    all_products = products_NN.reshape(-1)
    for index in range(len(all_products)):
        all_products[index] = constant
    work = num_examples * num_examples * num_varying
    step = (num_examples + 1) // 2 if unpacked < work <= 2 * unpacked else num_examples
    for first in range(0, num_examples, step):
        sizes[1] = min(step, num_examples - first)
        right, output = features_NV.ctypes.data + 4 * first * num_varying, products_NN.ctypes.data + 4 * first * num_examples
        SGEMM(
            letters.ctypes.data, letters.ctypes.data + 1, size, size + 4, size + 8, factor,
            features_NV.ctypes.data, size + 8, right, size + 8, factor, output, size,
        )  # fmt: skip
    return bool(largest_bits(all_products) < INFINITY)
