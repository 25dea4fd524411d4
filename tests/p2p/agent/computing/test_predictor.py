"""A prediction is the model's own, and a model is checked before it is asked."""

import numpy as np
import pytest

from core.errors import CodedError
from learning.kernels.registry import initial_weights
from learning.prediction import predict_probabilities
from p2p.agent.computing.predictor import MAX_PREDICTED_VALUES, Predictor
from p2p.agent.models.store import ModelStore

ROWS = ((1.0, 2.0, 3.0), (-1.0, 0.5, 9.0))


@pytest.fixture
def predictor(home) -> Predictor:
    return Predictor(ModelStore(home.models))


def test_a_prediction_is_that_of_the_published_weights_and_normalisation(predictor, home, publish) -> None:
    normalisation = {"means": [1.0, 0.0, 3.0], "scales": [2.0, 1.0, 5.0]}
    card = publish(home, 4, normalisation=normalisation)
    expected = predict_probabilities(
        card.architecture, initial_weights(card.architecture, 4), np.array(ROWS, dtype=np.float32), card.normalisation
    )
    found = np.array(predictor.predict(card.weights_sha256, ROWS), dtype=np.float32)
    assert np.array_equal(found, expected)
    assert found.sum(axis=1) == pytest.approx([1, 1])


def test_a_new_card_of_the_same_weights_counts_at_once(predictor, home, publish) -> None:
    card = publish(home)
    before = predictor.predict(card.weights_sha256, ROWS)
    publish(home, normalisation={"means": [1.0, 0.0, 3.0], "scales": [2.0, 1.0, 5.0]})
    assert predictor.predict(card.weights_sha256, ROWS) != before


def test_what_the_model_cannot_take_is_refused(predictor, home, publish) -> None:
    card = publish(home)
    for rows in ((), ((1.0,),), ((1.0, 2.0, float("nan")),), ((1.0, 2.0, 1e300),), (ROWS[0],) * (MAX_PREDICTED_VALUES // 2 + 1)):
        with pytest.raises(CodedError) as refusal:
            predictor.predict(card.weights_sha256, rows)
        assert refusal.value.code == "learning.data.malformed"


def test_weights_that_were_altered_are_not_asked(predictor, home, publish, make_card) -> None:
    card = publish(home)
    (home.models / f"{card.weights_sha256}.safetensors").write_bytes(make_card(9)[1])
    with pytest.raises(CodedError) as refusal:
        predictor.predict(card.weights_sha256, ROWS)
    assert refusal.value.code == "p2p.model.invalid"
