"""The oracle trains what it says: adapter and head, each by its own rate, and nothing else."""

import numpy as np

from learning.models.lora_oracle import PaddedLora, train_padded
from learning.plan import LocalTraining
from tests.learning.texts_behind_prefix import SPEC, make_layer, make_texts


def test_only_adapter_and_head_are_parameters() -> None:
    weights_P = np.random.default_rng(0).normal(size=SPEC.num_parameters).astype(np.float32)
    module = PaddedLora(SPEC, weights_P, make_layer())
    assert np.array_equal(module.flat(), weights_P)


def test_the_head_has_its_own_rate() -> None:
    weights_P = np.random.default_rng(0).normal(0, 0.05, SPEC.num_parameters).astype(np.float32)
    assert SPEC.adapter is not None
    texts, batches, cut = make_texts(6), [np.arange(6)], SPEC.adapter.num_parameters
    one, two = (
        train_padded(weights_P, texts, batches, SPEC, LocalTraining(epochs=1, batch_size=6, learning_rate=0.1, head_learning_rate=rate))
        for rate in (0.1, 0.2)
    )
    assert np.array_equal(one[:cut], two[:cut])
    assert np.allclose(2 * (one - weights_P)[cut:], (two - weights_P)[cut:], atol=1e-6)
