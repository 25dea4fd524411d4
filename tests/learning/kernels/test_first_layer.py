"""A first layer trained by inner products moves as one that is trained by its weights."""

import numpy as np
import pytest

from learning.examples import Examples
from learning.kernels.inner_products import InnerProducts
from learning.kernels.mlp import MlpKernel, train_mlp
from learning.models.torch_generic import load_weights, mlp_module, read_weights, train_module
from learning.plan import LocalTraining, ModelSpec

PLAIN = LocalTraining(epochs=3, batch_size=16, learning_rate=0.05)
RANDOM = np.random.default_rng(0)
BATCHES = [order[start : start + 16] for order in (RANDOM.permutation(83) for _ in range(3)) for start in range(0, 83, 16)]
DEAD, STEADY = slice(0, 40), slice(40, 90)


def make_examples(num_classes, offset=0):
    """Examples of which 40 features are nought, 50 are all the same, and 110 vary."""
    random = np.random.default_rng(1)
    buffer = np.empty(83 * 200 + offset, dtype=np.float32)
    features_NF = buffer[offset:].reshape(83, 200)
    features_NF[:] = random.random((83, 200), dtype=np.float32)
    features_NF[:, DEAD], features_NF[:, STEADY] = 0, random.random(50, dtype=np.float32)
    return Examples(features_NF, random.integers(0, num_classes, 83))


def train(spec, weights_P, examples):
    inner = InnerProducts.of(examples.features_NF, 249, spec, PLAIN)
    assert inner is not None
    return train_mlp(weights_P, examples, BATCHES, spec, PLAIN, inner=inner)


@pytest.mark.parametrize("layer_sizes", [(200, 64, 3), (200, 50, 30, 20, 4), (200, 700, 2)])
def test_it_matches_torch_and_the_plain_kernel_within_1e5_after_one_round(layer_sizes):
    spec = ModelSpec(kind="mlp", layer_sizes=layer_sizes)
    weights_P, examples, module = MlpKernel().initial_weights(spec, 1), make_examples(layer_sizes[-1]), mlp_module(spec)
    before_P, features_NF = weights_P.copy(), examples.features_NF.copy()
    load_weights(module, weights_P)
    train_module(module, examples, BATCHES, PLAIN)
    found, plain = train(spec, weights_P, examples), train_mlp(weights_P, examples, BATCHES, spec, PLAIN)
    assert np.abs(found.update_P).max() > 1e-3
    assert np.abs(weights_P + found.update_P - read_weights(module)).max() < 1e-5
    assert np.abs(found.update_P - plain.update_P).max() < 1e-5 and found.loss == pytest.approx(plain.loss, abs=1e-5)
    assert np.array_equal(weights_P, before_P) and np.array_equal(examples.features_NF, features_NF)


def test_weights_of_features_that_are_nought_stay_and_those_of_steady_ones_move_with_the_bias():
    spec = ModelSpec(kind="mlp", layer_sizes=(200, 64, 3))
    examples = make_examples(3)
    update_P = train(spec, MlpKernel().initial_weights(spec, 1), examples).update_P
    weight_FH, bias_H = update_P[: 200 * 64].reshape(200, 64), update_P[200 * 64 : 201 * 64]
    assert not weight_FH[DEAD].any()
    assert np.allclose(weight_FH[STEADY], np.outer(examples.features_NF[0, STEADY], bias_H), rtol=1e-5)


@pytest.mark.parametrize("row", [0, 45, 150], ids=["dead", "steady", "varying"])
def test_a_weight_that_is_no_number_is_not_hidden(row):
    spec = ModelSpec(kind="mlp", layer_sizes=(200, 64, 3))
    weights_P = MlpKernel().initial_weights(spec, 1)
    weights_P[row * 64] = np.nan
    with np.errstate(invalid="ignore"):
        result = train(spec, weights_P, make_examples(3))
    assert np.isnan(result.loss) and np.isnan(result.update_P).all()


def test_bits_depend_neither_on_where_arrays_lie_nor_on_who_was_trained_before():
    spec = ModelSpec(kind="mlp", layer_sizes=(200, 64, 3))
    weights_P = MlpKernel().initial_weights(spec, 1)
    results = set()
    for offset in range(4):
        shifted_P = np.concatenate([np.zeros(offset, np.float32), weights_P])[offset:]
        results.add(train(spec, shifted_P, make_examples(3, offset)).update_P.tobytes())
        train(spec, weights_P * np.float32(2), make_examples(2))
    assert len(results) == 1
