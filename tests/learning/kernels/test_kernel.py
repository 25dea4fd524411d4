"""Every kernel keeps the promises of the port."""

import numpy as np
import pytest

from learning.convolutions import Convolutions
from learning.examples import Examples
from learning.kernels.registry import kernel_for
from learning.plan import LocalTraining, ModelSpec

CNN = ModelSpec(kind="cnn", layer_sizes=(6, 3), convolutions=Convolutions(height=2, width=3, channels=(4,), kernel_size=2))
SPECS = [
    ModelSpec(kind="mlp", layer_sizes=(6, 5, 3)),
    ModelSpec(kind="mlp", layer_sizes=(6, 3)),
    ModelSpec(kind="characters", layer_sizes=(6, 5, 3)),
    CNN,
]


@pytest.mark.parametrize("spec", SPECS)
def test_flat_vector_and_logits_have_the_size_that_the_spec_says(spec):
    kernel = kernel_for(spec)
    weights_P = kernel.initial_weights(spec, 0)
    assert weights_P.size == spec.num_parameters
    assert weights_P.dtype == np.float32
    assert kernel.predict(weights_P, np.ones((4, 6), np.float32), spec).shape == (4, 3)


@pytest.mark.parametrize("spec", SPECS)
def test_training_is_a_function_of_its_arguments(spec):
    kernel, random = kernel_for(spec), np.random.default_rng(0)
    features_NF = random.random((9, 6), dtype=np.float32) if spec.kind == "mlp" else random.integers(0, 3, (9, 6)).astype(np.float32)
    examples = Examples(features_NF, random.integers(0, 3, 9))
    local = LocalTraining(epochs=1, batch_size=4, learning_rate=0.1, momentum=0.9)
    batches = [np.arange(0, 4), np.arange(4, 8), np.arange(8, 9)]
    first, second = (kernel.train(kernel.initial_weights(spec, 0), examples, batches, spec, local) for _ in range(2))
    assert first.update_P.tobytes() == second.update_P.tobytes()
    assert first.loss == second.loss
