"""The convolutional kernel: bits, what it leaves alone, its windows and the way back."""

import numpy as np
import pytest

from learning.convolutions import Convolutions
from learning.evaluation import cross_entropy
from learning.examples import Examples
from learning.kernels import cnn
from learning.kernels.cnn import CnnKernel, predict_cnn, train_cnn
from learning.plan import LocalTraining, ModelSpec

SPEC = ModelSpec(
    kind="cnn", layer_sizes=(2 * 9 * 8, 3), convolutions=Convolutions(height=9, width=8, channels_in=2, channels=(4, 3), kernel_size=3)
)
PLAIN = LocalTraining(epochs=1, batch_size=8, learning_rate=0.1)
WEIGHTS = CnnKernel().initial_weights(SPEC, 0)
BATCHES = [np.arange(0, 8), np.arange(8, 16), np.arange(16, 17)]


def make_examples(offset=0):
    random = np.random.default_rng(0)
    buffer = np.empty(17 * SPEC.num_features + offset, dtype=np.float32)
    buffer[offset:] = random.random(17 * SPEC.num_features, dtype=np.float32)
    return Examples(buffer[offset:].reshape(17, -1), random.integers(0, 3, 17))


def test_training_leaves_its_inputs_alone():
    weights_P, examples = WEIGHTS.copy(), make_examples()
    features_NF = examples.features_NF.copy()
    train_cnn(weights_P, examples, BATCHES, SPEC, PLAIN)
    assert np.array_equal(weights_P, WEIGHTS) and np.array_equal(examples.features_NF, features_NF)


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_bits_do_not_depend_on_where_arrays_lie(momentum):
    local = LocalTraining(epochs=1, batch_size=8, learning_rate=0.1, momentum=momentum)
    results = {train_cnn(WEIGHTS, make_examples(offset), BATCHES, SPEC, local).update_P.tobytes() for offset in range(5)}
    assert len(results) == 1


@pytest.mark.parametrize("kernel_size", [1, 2, 3, 5])
def test_what_windows_hold_goes_back_to_every_value_that_they_cover(kernel_size):
    shape = Convolutions(height=9, width=8, channels_in=2, channels=(1,), kernel_size=kernel_size).shapes()[0]
    frame = cnn._Frame((kernel_size, kernel_size), (shape.height, shape.width), 2, (8, 1, 72))
    images = np.arange(2 * 9 * 8, dtype=np.float32).reshape(2, 9, 8)
    windows = np.lib.stride_tricks.sliding_window_view(images, (kernel_size, kernel_size), (1, 2))[:, ::2, ::2]
    values = cnn._covered_values(frame)
    assert np.array_equal(images.reshape(-1)[values], windows.transpose(3, 4, 0, 1, 2).reshape(-1))
    held, expected = np.random.default_rng(0).random(len(values)), np.zeros(images.size)
    np.add.at(expected, values, held)
    parts, sum_of_value = cnn._way_back(frame, images.size)
    sums = np.zeros(images.size)
    for part in parts:
        sums[: len(part)] += held[part]
    assert np.allclose(sums[sum_of_value], expected)


def test_places_of_large_windows_are_the_same_and_are_not_kept(monkeypatch):
    kept = train_cnn(WEIGHTS, make_examples(), BATCHES, SPEC, PLAIN).update_P
    for cache in (cnn._kept_covered_values, cnn._kept_way_back):
        cache.cache_clear()
    monkeypatch.setattr(cnn, "_MAX_KEPT_VALUES", 0)
    spec = SPEC.model_copy()  # another object, for which no bench is ready
    assert np.array_equal(train_cnn(WEIGHTS, make_examples(), BATCHES, spec, PLAIN).update_P, kept)
    assert cnn._kept_covered_values.cache_info().currsize == cnn._kept_way_back.cache_info().currsize == 0


def test_a_prediction_does_not_depend_on_how_many_are_asked_for():
    features_NF = np.random.default_rng(1).random((600, SPEC.num_features), dtype=np.float32)
    whole = predict_cnn(WEIGHTS, features_NF, SPEC)
    assert np.allclose(whole[250:260], predict_cnn(WEIGHTS, features_NF[250:260], SPEC), atol=1e-6)
    assert np.allclose(whole[-1:], predict_cnn(WEIGHTS, features_NF[-1:], SPEC), atol=1e-6)


def test_loss_is_that_before_each_step():
    examples = make_examples()
    expected = cross_entropy(predict_cnn(WEIGHTS, examples.features_NF[:8], SPEC), examples.labels_N[:8])
    assert train_cnn(WEIGHTS, examples, BATCHES[:1], SPEC, PLAIN).loss == pytest.approx(expected, rel=1e-5)


def test_batches_outside_the_examples_are_our_own_bug():
    with pytest.raises(AssertionError):
        train_cnn(WEIGHTS, make_examples(), [np.array([17])], SPEC, PLAIN)
