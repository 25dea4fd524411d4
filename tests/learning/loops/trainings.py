"""Trainings of one client by NumPy and by loops, for the tests beside this file."""

import numpy as np

from learning.examples import Examples
from learning.kernels.inner_products import InnerProducts
from learning.kernels.mlp import MlpKernel, train_mlp
from learning.loops.perceptron import CompiledLoops
from learning.loops.switch import load_loops, unload_loops
from learning.plan import LocalTraining

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
    before_P, found = weights_P.copy(), []
    for prepare in (unload_loops, load_loops):
        prepare()
        inner = InnerProducts.of(examples.features_NF, 100 * examples.num_examples, spec, local)  # so many that it is always worth it
        assert inner is not None and TAKEN(len(batches[0]), spec)
        with np.errstate(all="ignore"):
            found.append(train_mlp(weights_P, examples, batches, spec, local, inner=inner))
    assert np.array_equal(weights_P, before_P)
    return found
