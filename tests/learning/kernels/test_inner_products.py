"""What is kept of a client's examples: which features vary, and the inner products of all pairs, where they spare work."""

import numpy as np
import pytest

from learning.kernels.inner_products import InnerProducts
from learning.plan import LocalTraining, ModelSpec

SPEC = ModelSpec(kind="mlp", layer_sizes=(200, 64, 3))
PLAIN = LocalTraining(epochs=3, batch_size=16, learning_rate=0.1)


def make_features(num_examples=64, num_constant=80):
    features_NF = np.random.default_rng(0).standard_normal((num_examples, 200), dtype=np.float32)
    features_NF[:, :num_constant:2], features_NF[:, 1:num_constant:2] = 0, -0.4
    return features_NF


def test_the_features_that_vary_the_others_and_one_more_than_each_inner_product_are_kept():
    features_NF = make_features()
    inner = InnerProducts.of(features_NF, 192, SPEC, PLAIN)
    assert inner is not None
    assert inner.varying_V.tolist() == list(range(80, 200))
    assert np.array_equal(inner.features_NV, features_NF[:, 80:])
    assert np.array_equal(inner.constants_F, np.where(np.arange(200) < 80, features_NF[0], 0))
    assert np.allclose(inner.products_NN, features_NF @ features_NF.T + 1, rtol=1e-5, atol=1e-4)
    assert inner.size_bytes == 4 * (64 * 120 + 200 + 64 * 64) + 8 * 120


@pytest.mark.parametrize(
    "local",
    [
        PLAIN.model_copy(update={"momentum": 0.9}),
        PLAIN.model_copy(update={"proximal_mu": 0.1}),
        LocalTraining(epochs=3, batch_size=16, learning_rate=0.1, optimiser="adamw"),
        LocalTraining(epochs=3, batch_size=16, learning_rate=0.1, optimiser="adamw", weight_decay=0.1),
    ],
)
def test_only_plain_descent_moves_weights_along_the_examples(local):
    assert InnerProducts.of(make_features(), 192, SPEC, local) is None


@pytest.mark.parametrize(
    ("spec", "features_NF", "num_visits"),
    [
        (ModelSpec(kind="mlp", layer_sizes=(200, 3)), make_features(), 10_000),
        (ModelSpec(kind="characters", layer_sizes=(200, 64, 3)), make_features(), 10_000),
        (SPEC, make_features(num_examples=1), 10_000),
        (SPEC, make_features(num_examples=2049), 10_000),
        (SPEC, make_features(num_constant=200), 10_000),
        (SPEC, make_features(num_constant=0), 64),
        (SPEC, make_features(num_examples=6), 18),
    ],
    ids=["no hidden layer", "characters", "one example", "too many examples", "all alike", "each visited once", "little work"],
)
def test_nothing_is_kept_where_it_spares_nothing(spec, features_NF, num_visits):
    assert InnerProducts.of(features_NF, num_visits, spec, PLAIN) is None


def test_products_beyond_float32_are_not_kept():
    assert InnerProducts.of(make_features() * np.float32(1e19), 192, SPEC, PLAIN) is None
