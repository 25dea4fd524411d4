"""The losses of many batches are those of each."""

import numpy as np
import pytest

from learning.kernels.loss import differentiate_loss, one_hot_labels
from learning.kernels.losses import losses_of, stretches


@pytest.mark.parametrize(("num_classes", "num_stretches"), [(3, 1), (40_000, 4), (300_000, 5)])
def test_batches_are_put_together_in_their_order_while_their_labels_are_few(num_classes, num_stretches):
    batches = [np.arange(size) for size in (3, 3, 7, 7, 2)]
    found = list(stretches(batches, num_classes))
    assert len(found) == num_stretches and [id(batch) for stretch in found for batch in stretch] == list(map(id, batches))


@pytest.mark.parametrize("num_classes", [4, 50_000, 300_000])
def test_gradients_and_likelihoods_are_those_of_each_batch(num_classes):
    random = np.random.default_rng(0)
    labels_N, logits_NK = random.integers(0, num_classes, 7), random.standard_normal((7, num_classes), dtype=np.float32)
    expected_KN, softmax_KN = np.ascontiguousarray(logits_NK.T), np.empty((num_classes, 7), np.float32)
    differentiate_loss(expected_KN, np.empty(7, np.float32), one_hot_labels(labels_N, num_classes).T, softmax_KN)
    for parts in ([slice(0, 7)], [slice(0, 4), slice(4, 7)]):
        losses, found = losses_of(labels_N, num_classes), []
        for part in parts:
            found.append(np.ascontiguousarray(logits_NK[part].T))
            losses.differentiate(found[-1], np.empty(found[-1].shape[1], np.float32), part.start)
        assert np.allclose(np.concatenate(found, axis=1), expected_KN, rtol=1e-4, atol=1e-9)
        assert np.allclose(losses.likelihoods(), softmax_KN[labels_N, np.arange(7)], rtol=1e-4)
