"""The layers of a flat vector of weights, each a matrix and a bias, and what they start from; for the perceptron and the CNN."""

from typing import NamedTuple

import numpy as np

from learning.arrays import Float32Array
from learning.plan import ModelSpec
from learning.randomness import generator
from learning.weights import tensor_views


class Layer(NamedTuple):
    """One layer's weight, as a matrix [in, out], and bias [out], views of a flat vector."""

    weight: Float32Array
    bias: Float32Array


def layers_of(flat_P: Float32Array, spec: ModelSpec) -> list[Layer]:
    """Views of each layer's tensors in a flat vector of weights, or of anything that has their layout."""
    tensors = list(tensor_views(flat_P, spec).values())
    return [Layer(weight.reshape(-1, len(bias)), bias) for weight, bias in zip(tensors[::2], tensors[1::2], strict=True)]


def he_uniform_weights(spec: ModelSpec, seed: int) -> Float32Array:
    """He-uniform weights and zero biases [parameters of spec].

    Source: He et al. 2015, arXiv:1502.01852.
    """
    random = generator(seed, 0, 0, "init")
    weights_P = np.zeros(spec.num_parameters, dtype=np.float32)
    for weight, _ in layers_of(weights_P, spec):
        bound = np.float32(np.sqrt(6 / len(weight)))
        weight[:] = (2 * random.random(weight.shape, dtype=np.float32) - 1) * bound
    return weights_P
