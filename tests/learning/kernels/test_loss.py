"""The loss of a minibatch against its definition."""

import numpy as np
import pytest

from learning.evaluation import cross_entropy
from learning.kernels.loss import differentiate_loss, mean_loss, mean_losses, one_hot_labels


def test_gradient_is_softmax_minus_one_hot_and_the_likelihood_gives_the_loss():
    random = np.random.default_rng(0)
    logits_BK, labels_B = 5 * random.standard_normal((7, 4), dtype=np.float32), random.integers(0, 4, 7)
    softmax_BK = np.exp(logits_BK) / np.exp(logits_BK).sum(axis=1, keepdims=True)
    gradient_KB, found_BK = np.ascontiguousarray(logits_BK.T), np.empty((7, 4), np.float32)
    differentiate_loss(gradient_KB, np.empty(7, np.float32), one_hot_labels(labels_B, 4).T, found_BK.T)
    assert np.allclose(gradient_KB.T, softmax_BK - np.eye(4)[labels_B], atol=1e-6) and np.allclose(found_BK, softmax_BK, atol=1e-6)
    assert mean_loss(found_BK[np.arange(7), labels_B]) == pytest.approx(cross_entropy(logits_BK, labels_B), rel=1e-5)


def test_a_label_of_no_likelihood_has_a_finite_loss():
    assert np.isfinite(mean_loss(np.zeros(3, np.float32)))


def test_the_losses_of_many_are_those_of_each_to_the_bit_wherever_they_lie():
    random = np.random.default_rng(0)
    for sizes in ([1], [1, 7, 130, 8, 1], [9000, 20_000, 3], list(random.integers(1, 400, 30))):
        likelihood_N = random.random(sum(sizes), dtype=np.float32) ** 4
        parts = np.split(likelihood_N, np.cumsum(sizes)[:-1])
        assert mean_losses(likelihood_N, sizes) == [mean_loss(part.copy()) for part in parts]
        assert mean_losses(likelihood_N, sizes) == pytest.approx([-np.log(part.astype(np.float64)).mean() for part in parts], rel=1e-5)
