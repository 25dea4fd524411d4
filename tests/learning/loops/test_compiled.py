"""Clients that are trained by compiled loops end in the bits of those that NumPy trains."""

import numpy as np
import pytest

from learning.examples import Examples
from learning.kernels.inner_products import InnerProducts
from learning.kernels.mlp import MlpKernel, train_mlp
from learning.loops.perceptron import CompiledLoops
from learning.loops.switch import load_loops, unload_loops
from learning.plan import LocalTraining, ModelSpec

PLAIN = LocalTraining(epochs=2, batch_size=16, learning_rate=0.05)
TAKEN = CompiledLoops().takes


def make_examples(num_examples, num_features, num_classes):
    """Of the features a tenth are nought, and a fifth the same in all examples."""
    random = np.random.default_rng(num_examples)
    features_NF = random.standard_normal((num_examples, num_features), dtype=np.float32)
    features_NF[:, : num_features // 10] = 0
    features_NF[:, -(num_features // 5) :] = random.standard_normal(num_features // 5, dtype=np.float32)
    return Examples(features_NF, random.integers(0, num_classes, num_examples))


def make_batches(num_examples, size):
    random = np.random.default_rng(1)
    orders = [random.permutation(num_examples) for _ in range(2)]
    return [order[start : start + size] for order in orders for start in range(0, num_examples, size)]


def both(examples, batches, spec, local=PLAIN, scale=1):
    """What NumPy and what the loops make of it."""
    weights_P = MlpKernel().initial_weights(spec, 3) * np.float32(scale)
    inner = InnerProducts.of(examples.features_NF, 100 * examples.num_examples, spec, local)  # so many that it is always worth it
    assert inner is not None and TAKEN(batches, spec)
    before_P = weights_P.copy()
    found = []
    for prepare in (unload_loops, load_loops):
        prepare()
        with np.errstate(all="ignore"):
            found.append(train_mlp(weights_P, examples, batches, spec, local, inner=inner))
    assert np.array_equal(weights_P, before_P)
    return found


@pytest.mark.usefixtures("loops")
@pytest.mark.parametrize(
    ("num_examples", "layer_sizes", "size"),
    [
        (80, (784, 128, 10), 16),
        (65, (784, 128, 10), 16),  # the last batch has one example, whose exponentials NumPy adds up in eights
        (33, (784, 128, 40), 16),
        (33, (784, 128, 128), 16),
        (33, (784, 128, 5), 16),
        (37, (300, 128, 3), 1),
        (600, (784, 128, 10), 16),  # products in two parts
        (1100, (784, 128, 10), 16),
        (90, (2000, 300, 2), 32),  # too few rows at once
        (61, (500, 67, 7), 50),
    ],
)
def test_the_bits_are_those_of_numpy(num_examples, layer_sizes, size):
    examples, batches = make_examples(num_examples, layer_sizes[0], layer_sizes[-1]), make_batches(num_examples, size)
    by_numpy, by_loops = both(examples, batches, ModelSpec(kind="mlp", layer_sizes=layer_sizes))
    assert np.abs(by_numpy.update_P).max() > 1e-4
    assert by_numpy.update_P.tobytes() == by_loops.update_P.tobytes() and by_numpy.loss == by_loops.loss


@pytest.mark.usefixtures("loops")
def test_a_training_that_diverges_does_so_in_both():
    examples, batches = make_examples(80, 784, 10), make_batches(80, 16)
    found = both(
        examples, batches, ModelSpec(kind="mlp", layer_sizes=(784, 128, 10)), PLAIN.model_copy(update={"learning_rate": 1e4}), 1e18
    )
    assert not any(np.isfinite(one.update_P).all() for one in found)


@pytest.mark.usefixtures("loops")
def test_clients_of_many_sizes_share_a_place_and_leave_no_trace():
    spec = ModelSpec(kind="mlp", layer_sizes=(784, 128, 10))
    for num_examples in (80, 200, 40, 80):
        by_numpy, by_loops = both(make_examples(num_examples, 784, 10), make_batches(num_examples, 16), spec)
        assert by_numpy.update_P.tobytes() == by_loops.update_P.tobytes()
