import numpy as np
import pytest

from learning.errors import DataMalformedError
from learning.text.out_of_scope import fit_out_of_scope, threshold_at

WIDTH, NUM_INTENTS = 16, 4


def drawn(seed: int, each: int) -> tuple[np.ndarray, np.ndarray]:
    centres = np.random.default_rng(7).normal(size=(NUM_INTENTS, WIDTH))
    labels = np.repeat(np.arange(NUM_INTENTS), each)
    noise = np.random.default_rng(seed).normal(size=(len(labels), WIDTH))
    return (centres[labels] + 0.2 * noise).astype(np.float32), labels


def test_what_is_like_no_intent_is_further_out() -> None:
    fitted = fit_out_of_scope(*drawn(0, 40), shrinkage=0.1)
    strangers = np.random.default_rng(3).normal(size=(100, WIDTH)).astype(np.float32)
    threshold = threshold_at(fitted.distances(drawn(1, 100)[0]), 0.04)
    assert (fitted.distances(drawn(2, 100)[0]) > threshold).mean() < 0.1
    assert (fitted.distances(strangers) > threshold).mean() > 0.9


def test_the_length_of_a_vector_says_nothing() -> None:
    features, labels = drawn(0, 40)
    fitted = fit_out_of_scope(features, labels, shrinkage=0.1)
    np.testing.assert_allclose(fitted.distances(features), fitted.distances(3 * features), rtol=1e-5, atol=1e-6)


def test_no_more_than_the_share_exceeds_the_threshold() -> None:
    distances = np.random.default_rng(0).normal(size=1000)
    assert (distances > threshold_at(distances, 0.04)).mean() <= 0.04


def test_a_label_without_texts_is_refused() -> None:
    features, labels = drawn(0, 5)
    with pytest.raises(DataMalformedError):
        fit_out_of_scope(features, np.where(labels == 1, 2, labels), shrinkage=0.1)
    with pytest.raises(DataMalformedError):
        fit_out_of_scope(features[:0], labels[:0], shrinkage=0.1)
