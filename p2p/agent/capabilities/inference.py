"""Inference: the published model's prediction; without a model, a plain answer that says so."""

import trio
from pydantic import JsonValue, TypeAdapter

from core.ids import PeerId
from learning.errors import DataMalformedError
from p2p.agent.computing.child import WorkerChild
from p2p.agent.computing.operations import Predict, Prediction
from p2p.agent.errors import TaskInputInvalidError
from p2p.agent.models.card import ModelCard
from p2p.agent.models.inputs import ModelInput, answer_of, rows_of
from p2p.agent.models.store import ModelStore
from p2p.protocols.capability import Limits

TIME_S = 10.0


class Inference:
    """Answers by the model that is published at the moment; the numbers are crunched in a child, which the first prediction starts."""

    name = "inference"
    summary = "Predicts the classes of features, as a list or by name, one example or several; text where no model is published."
    limits = Limits(concurrency=2, queue=16, time_s=TIME_S, keep_s=0.0)
    input: TypeAdapter[ModelInput] = TypeAdapter(ModelInput)

    def __init__(self, store: ModelStore, predictor: WorkerChild) -> None:
        self._store = store
        self._predictor = predictor
        self._key: tuple[str, int] | None = None
        self._card: ModelCard | None = None

    async def run(self, value: ModelInput, peer: PeerId, /) -> JsonValue:
        """The prediction with the model's hash and each class's probability; lists of them for several examples.

        Errors: TaskInputInvalidError (p2p.task.input_invalid) for features that are not the model's, and those of `Predictor`.
        """
        start_s = trio.current_time()
        card = await trio.to_thread.run_sync(self._latest)
        if card is None:
            if not isinstance(value, str):
                raise TaskInputInvalidError("no model is published: only text is answered")
            return {"result": f"Processed: {value}", "model": "none", "latency_ms": _since_ms(start_s)}
        is_single, rows = rows_of(value, card.terms)
        operation = Predict(weights_sha256=card.weights_sha256, rows=tuple(tuple(row) for row in rows))
        try:
            answer = await self._predictor.call(operation, Prediction, TIME_S)
        except DataMalformedError as error:
            raise TaskInputInvalidError(error.message) from error
        said = answer_of(answer.probabilities, card.terms, is_single=is_single)
        return {**said, "model": card.weights_sha256, "latency_ms": _since_ms(start_s)}

    def _latest(self) -> ModelCard | None:
        """The published model's card, read again only when another model or card is published."""
        published = self._store.published_sha256()
        if published is None:
            return None
        key = (published, self._store.version(published))
        if self._key != key:
            self._key, self._card = key, self._store.named(published).card
        return self._card


def _since_ms(start_s: float) -> float:
    return round((trio.current_time() - start_s) * 1000, 2)
