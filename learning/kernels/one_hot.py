"""Codes as the first layer of a model of characters takes them: one-hot, without ever holding more of it than a batch."""

# N examples, B examples of a batch, F features, K classes, H units.

import numpy as np

from learning.arrays import Float32Array, IndexArray

_ONE = np.float32(1)


def row_numbers(codes_NF: Float32Array, num_classes: int) -> IndexArray:
    """For each code the number of its one in the one-hot form of its example, [N, F] in 0 … F·K - 1."""
    return codes_NF.astype(np.intp) + num_classes * np.arange(codes_NF.shape[1])


def fill_one_hot(numbers_BF: IndexArray, inputs_BI: Float32Array) -> None:
    """Make each row of the inputs [B, F·K] the one-hot form of an example; `numbers_BF` are of `row_numbers`."""
    inputs_BI.fill(0)
    starts_B = inputs_BI.shape[1] * np.arange(len(inputs_BI))
    inputs_BI.reshape(-1)[numbers_BF + starts_B[:, None]] = _ONE


def one_hot_product(numbers_NF: IndexArray, weight_IH: Float32Array) -> Float32Array:
    """The product [N, H] of the one-hot forms by the weights [F·K, H], as a sum of rows."""
    product_NH = np.zeros((len(numbers_NF), weight_IH.shape[1]), dtype=np.float32)
    for numbers_N in numbers_NF.T:
        product_NH += weight_IH[numbers_N]
    return product_NH
