"""The perceptron's kernel: gradients, bits, what it leaves alone."""

import numpy as np
import pytest

from learning.evaluation import cross_entropy
from learning.examples import Examples
from learning.kernels.mlp import MlpKernel, predict_mlp, train_mlp
from learning.plan import LocalTraining, ModelSpec

SPEC = ModelSpec(kind="mlp", layer_sizes=(6, 40, 3))
PLAIN = LocalTraining(epochs=1, batch_size=8, learning_rate=0.1)
WEIGHTS = MlpKernel().initial_weights(SPEC, 0)
BATCHES = [np.arange(0, 8), np.arange(8, 16), np.arange(16, 17)]


def make_examples(offset=0):
    random = np.random.default_rng(0)
    buffer = np.empty(17 * 6 + offset, dtype=np.float32)
    buffer[offset:] = random.random(17 * 6, dtype=np.float32)
    return Examples(buffer[offset:].reshape(17, 6), random.integers(0, 3, 17))


def test_initial_weights_are_a_function_of_the_seed():
    kernel = MlpKernel()
    assert np.array_equal(kernel.initial_weights(SPEC, 4), kernel.initial_weights(SPEC, 4))
    assert not np.array_equal(kernel.initial_weights(SPEC, 4), kernel.initial_weights(SPEC, 5))


def test_training_leaves_its_inputs_alone():
    weights_P, examples = WEIGHTS.copy(), make_examples()
    features_NF = examples.features_NF.copy()
    train_mlp(weights_P, examples, BATCHES, SPEC, PLAIN)
    assert np.array_equal(weights_P, WEIGHTS) and np.array_equal(examples.features_NF, features_NF)


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_bits_do_not_depend_on_where_arrays_lie(momentum):
    local = LocalTraining(epochs=1, batch_size=8, learning_rate=0.1, momentum=momentum)
    results = []
    for offset in range(5):
        keep = [np.empty(offset * 37 + 1, dtype=np.uint8) for _ in range(3)]
        shifted_P = np.concatenate([np.zeros(offset, np.float32), WEIGHTS])[offset:]
        results.append(train_mlp(shifted_P, make_examples(offset), BATCHES, SPEC, local).update_P.tobytes())
        del keep
    assert len(set(results)) == 1


def test_loss_is_that_before_each_step():
    examples = make_examples()
    expected = cross_entropy(predict_mlp(WEIGHTS, examples.features_NF[:8], SPEC), examples.labels_N[:8])
    assert train_mlp(WEIGHTS, examples, BATCHES[:1], SPEC, PLAIN).loss == pytest.approx(expected, rel=1e-5)


def test_training_lowers_the_loss():
    batches = BATCHES * 40
    assert train_mlp(WEIGHTS, make_examples(), batches, SPEC, PLAIN).loss < train_mlp(WEIGHTS, make_examples(), BATCHES, SPEC, PLAIN).loss


def test_batches_outside_the_examples_are_our_own_bug():
    with pytest.raises(AssertionError):
        train_mlp(WEIGHTS, make_examples(), [np.array([17])], SPEC, PLAIN)


def test_huge_logits_do_not_overflow_the_softmax():
    examples = Examples(np.full((17, 6), 1e4, dtype=np.float32), np.zeros(17, dtype=np.int64))
    assert np.isfinite(train_mlp(WEIGHTS, examples, BATCHES[:1], SPEC, LocalTraining(epochs=1, batch_size=8, learning_rate=1e-9)).loss)
