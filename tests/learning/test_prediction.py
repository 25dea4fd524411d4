"""Probabilities are the softmax of the model's logits, whatever their size."""

import numpy as np
import pytest

from learning.errors import DataMalformedError
from learning.kernels.registry import initial_weights, kernel_for
from learning.prediction import predict_probabilities


def test_probabilities_add_up_and_rank_as_the_logits_do(make_plan, shards) -> None:
    spec = make_plan().model
    for scale in (1, 1e6):
        weights_P = initial_weights(spec, 0) * np.float32(scale)
        found_NK = predict_probabilities(spec, weights_P, shards[1].features_NF, None)
        logits_NK = kernel_for(spec).predict(weights_P, shards[1].features_NF, spec)
        assert found_NK.sum(axis=1) == pytest.approx(np.ones(17))
        assert np.array_equal(found_NK.argmax(axis=1), logits_NK.argmax(axis=1))


def test_features_of_another_width_or_not_finite_are_refused(make_plan, shards) -> None:
    spec = make_plan().model
    weights_P = initial_weights(spec, 0)
    for wrong in (shards[1].features_NF[:, :5], shards[1].features_NF[0], shards[1].features_NF * np.float32("nan")):
        with pytest.raises(DataMalformedError):
            predict_probabilities(spec, weights_P, wrong, None)
