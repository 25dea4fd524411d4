"""Weights survive their bytes; another model's file is refused."""

import hashlib

import numpy as np
import pytest
import safetensors.numpy

from learning.errors import WeightsMalformedError
from learning.kernels.registry import initial_weights
from learning.plan import ModelSpec
from learning.weights import pack_weights, unpack_weights, weights_sha256

SPEC = ModelSpec(kind="mlp", layer_sizes=(4, 3, 2))
WEIGHTS = initial_weights(SPEC, 0)


def test_weights_survive_their_bytes():
    assert np.array_equal(unpack_weights(pack_weights(WEIGHTS, SPEC), SPEC), WEIGHTS)


def test_hash_is_that_of_little_endian_float32():
    assert weights_sha256(np.array([1, -2], dtype=np.float32)) == hashlib.sha256(bytes.fromhex("0000803f000000c0")).hexdigest()


def test_named_tensors_are_what_others_read():
    tensors = safetensors.numpy.load(pack_weights(WEIGHTS, SPEC))
    assert {name: array.shape for name, array in tensors.items()} == {
        "layers.0.weight": (4, 3), "layers.0.bias": (3,), "layers.1.weight": (3, 2), "layers.1.bias": (2,),
    }  # fmt: skip


@pytest.mark.parametrize("layer_sizes", [(4, 3, 3), (3, 4, 2), (4, 3, 2, 2)])
def test_another_models_file_is_refused(layer_sizes):
    other = ModelSpec(kind="mlp", layer_sizes=layer_sizes)
    with pytest.raises(WeightsMalformedError):
        unpack_weights(pack_weights(initial_weights(other, 0), other), SPEC)


@pytest.mark.parametrize("bad", [WEIGHTS[:-1], WEIGHTS.astype(np.float64), np.full_like(WEIGHTS, np.nan)])
def test_weights_that_are_not_the_models_are_refused(bad):
    with pytest.raises(WeightsMalformedError):
        pack_weights(bad, SPEC)


def test_a_file_with_nan_is_refused():
    data = pack_weights(WEIGHTS, SPEC)
    with pytest.raises(WeightsMalformedError):
        unpack_weights(data[:-4] + np.array([np.nan], "<f4").tobytes(), SPEC)
