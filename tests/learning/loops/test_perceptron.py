"""Which trainings the loops take, and what they refuse."""

import numpy as np
import pytest

from learning.examples import Examples
from learning.kernels.inner_products import InnerProducts
from learning.kernels.mlp import MlpKernel
from learning.loops.perceptron import CompiledLoops
from learning.plan import LocalTraining, ModelSpec

LOOPS = CompiledLoops()
BATCHES = [np.arange(start, start + 16) for start in (0, 16, 32)]


@pytest.mark.parametrize("outside", [48, -1])
def test_batches_outside_the_examples_are_our_own_bug(outside):
    spec, local = ModelSpec(kind="mlp", layer_sizes=(784, 128, 10)), LocalTraining(epochs=1, batch_size=16, learning_rate=0.1)
    random = np.random.default_rng(0)
    examples = Examples(random.random((48, 784), dtype=np.float32), random.integers(0, 10, 48))
    weights_P, inner = MlpKernel().initial_weights(spec, 0), InnerProducts.of(examples.features_NF, 480, spec, local)
    assert inner is not None
    assert LOOPS.train(weights_P, examples, BATCHES, spec, local, inner=inner).loss > 0
    with pytest.raises(AssertionError):
        LOOPS.train(weights_P, examples, [*BATCHES, np.array([outside])], spec, local, inner=inner)


@pytest.mark.parametrize(
    ("layer_sizes", "is_taken"),
    [((50, 30, 4), True), ((50, 30, 20, 4), False), ((50, 4), False), ((50, 1, 4), False), ((50, 30, 129), False), ((50, 489, 128), False)],
)
def test_only_perceptrons_of_one_hidden_layer_and_a_usual_width_are_taken(layer_sizes, is_taken):
    assert LOOPS.takes(16, ModelSpec(kind="mlp", layer_sizes=layer_sizes)) == is_taken
