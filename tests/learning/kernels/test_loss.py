"""The loss of a minibatch against its definition."""

import numpy as np
import pytest

from learning.evaluation import cross_entropy
from learning.kernels.loss import differentiate_loss, mean_loss, one_hot_labels


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
