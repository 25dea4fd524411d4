"""A flat vector's layers are views of it, and their start is a function of the seed."""

import numpy as np
import pytest

from learning.convolutions import Convolutions
from learning.kernels.layers import he_uniform_weights, layers_of
from learning.plan import ModelSpec

CONVOLUTIONS = Convolutions(height=6, width=6, channels=(4,), kernel_size=3)
SPECS = {
    "mlp": (ModelSpec(kind="mlp", layer_sizes=(6, 4, 3)), [(6, 4), (4, 3)]),
    "characters": (ModelSpec(kind="characters", layer_sizes=(2, 4, 3)), [(6, 4), (4, 3)]),
    "cnn": (ModelSpec(kind="cnn", layer_sizes=(36, 3), convolutions=CONVOLUTIONS), [(9, 4), (16, 3)]),
}


@pytest.mark.parametrize("kind", SPECS)
def test_layers_tile_the_vector_and_are_views_of_it(kind):
    spec, matrices = SPECS[kind]
    flat_P = np.arange(spec.num_parameters, dtype=np.float32)
    layers = layers_of(flat_P, spec)
    assert [layer.weight.shape for layer in layers] == matrices
    assert np.array_equal(np.concatenate([part.reshape(-1) for layer in layers for part in layer]), flat_P)
    assert all(np.shares_memory(part, flat_P) for layer in layers for part in layer)


@pytest.mark.parametrize("kind", SPECS)
def test_weights_start_within_their_bound_and_biases_at_zero(kind):
    spec, _ = SPECS[kind]
    for weight, bias in layers_of(he_uniform_weights(spec, 3), spec):
        bound = np.float32(np.sqrt(6 / len(weight)))
        assert bound / 2 < np.abs(weight).max() <= bound and not bias.any()
