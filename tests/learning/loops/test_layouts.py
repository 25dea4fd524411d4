"""What the loops lay out is what NumPy lays out."""

import numpy as np
import pytest

from learning.kernels.inner_products import InnerProducts
from learning.loops.switch import load_loops, unload_loops
from learning.plan import LocalTraining, ModelSpec

LOCAL = LocalTraining(epochs=1, batch_size=8, learning_rate=0.1)


def both(features_NF):
    spec, found = ModelSpec(kind="mlp", layer_sizes=(features_NF.shape[1], 40, 3)), []
    for prepare in (unload_loops, load_loops):
        prepare()
        found.append(InnerProducts.of(features_NF, 10**6, spec, LOCAL))
    return found


def features_of(num_examples, num_features, share_constant, seed=0):
    random = np.random.default_rng(seed)
    features_NF = random.standard_normal((num_examples, num_features), dtype=np.float32)
    constant = random.random(num_features) < share_constant
    features_NF[:, constant] = features_NF[0, constant]
    features_NF[:, random.random(num_features) < 0.2] = random.choice(np.float32([0, -0.0]))
    return features_NF


@pytest.mark.usefixtures("loops")
@pytest.mark.parametrize("kind", ["plain", "read-only", "by columns", "every second row"])
@pytest.mark.parametrize(
    ("num_examples", "num_features", "share"), [(2, 30, 0.5), (61, 500, 0.2), (80, 784, 0.3), (90, 180, 0.0), (7, 40, 0.9)]
)
def test_every_bit_is_numpys(num_examples, num_features, share, kind):
    features_NF = features_of(num_examples, num_features, share)
    features_NF.flags.writeable = kind != "read-only"
    if kind == "by columns":
        features_NF = np.asfortranarray(features_NF)
    elif kind == "every second row":
        features_NF = np.repeat(features_NF, 2, axis=0)[::2]
    by_numpy, by_loops = both(features_NF)
    for name in ("varying_V", "features_NV", "constants_F", "products_NN"):
        one, other = getattr(by_numpy, name), getattr(by_loops, name)
        assert one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes(), name


@pytest.mark.usefixtures("loops")
@pytest.mark.parametrize("column", [0, 9])
def test_products_beyond_float32_are_none_in_both(column):
    features_NF = features_of(12, 40, 0.0)
    features_NF[:, column] = 3e19 if column else np.linspace(1e19, 3e19, 12)
    assert both(features_NF) == [None, None]


@pytest.mark.usefixtures("loops")
def test_examples_that_are_all_alike_have_none():
    assert both(np.ones((5, 40), np.float32)) == [None, None]
