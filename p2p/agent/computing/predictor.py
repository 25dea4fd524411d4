"""Predictions by the models of a home's store; the model that was asked last stays in memory."""

from collections.abc import Sequence

import numpy as np

from learning.arrays import Float32Array
from learning.errors import DataMalformedError
from learning.prediction import predict_probabilities
from learning.weights import unpack_weights, weights_sha256
from p2p.agent.errors import ModelInvalidError
from p2p.agent.models.card import ModelCard
from p2p.agent.models.store import ModelStore, max_weights_bytes
from p2p.agent.storage.imports import read_bounded

MAX_PREDICTED_VALUES = 65_536
"""Probabilities in one answer: rows times classes."""


class Predictor:
    """Checks a model when it is first asked, and answers by it."""

    def __init__(self, store: ModelStore) -> None:
        self._store = store
        self._key: tuple[str, int] | None = None
        self._loaded: tuple[ModelCard, Float32Array]

    def predict(self, weights_sha256: str, rows: Sequence[Sequence[float]]) -> tuple[tuple[float, ...], ...]:
        """The probability of each class for each row of features.

        Errors: ModelUnknownError (p2p.model.unknown), ModelInvalidError (p2p.model.invalid), WeightsMalformedError
        (learning.weights.malformed), DataMalformedError (learning.data.malformed).
        """
        card, weights_P = self._model(weights_sha256)
        spec = card.architecture
        if not rows or len(rows) * spec.num_classes > MAX_PREDICTED_VALUES:
            raise DataMalformedError("no rows, or too many at once", rows=len(rows), max_rows=MAX_PREDICTED_VALUES // spec.num_classes)
        if any(len(row) != spec.num_features for row in rows):
            raise DataMalformedError("the model takes another number of features", need=spec.num_features)
        with np.errstate(over="ignore"):
            features_NF = np.array(rows, dtype=np.float64).astype(np.float32)
        return tuple(tuple(row) for row in predict_probabilities(spec, weights_P, features_NF, card.normalisation).tolist())

    def _model(self, sha256: str) -> tuple[ModelCard, Float32Array]:
        key = (sha256, self._store.version(sha256))
        if self._key != key:
            model = self._store.named(sha256)
            spec = model.card.architecture
            weights_P = unpack_weights(read_bounded(model.path, max_weights_bytes(spec)), spec)
            if weights_sha256(weights_P) != model.weights_sha256:
                raise ModelInvalidError("the weights are not those of the card", model=model.weights_sha256)
            self._key, self._loaded = key, (model.card, weights_P)
        return self._loaded
