"""Inference: the published model's prediction; without a model, a plain answer that says so."""

from typing import Annotated

import trio
from pydantic import Field, JsonValue, TypeAdapter

from core.ids import PeerId
from learning.errors import DataMalformedError
from p2p.agent.child import WorkerChild
from p2p.agent.errors import TaskInputInvalidError
from p2p.agent.model_card import ModelCard, ModelTerms
from p2p.agent.model_store import ModelStore
from p2p.agent.operations import Predict, Prediction
from p2p.protocols.capability import Limits

MAX_ROWS = 1024
MAX_TEXT = 16_384
TIME_S = 10.0

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Row = Annotated[list[Number], Field(min_length=1)]
Record = Annotated[dict[str, Number], Field(min_length=1)]
Input = (
    Annotated[str, Field(max_length=MAX_TEXT)]
    | Row
    | Record
    | Annotated[list[Row], Field(min_length=1, max_length=MAX_ROWS)]
    | Annotated[list[Record], Field(min_length=1, max_length=MAX_ROWS)]
)


class Inference:
    """Answers by the model that is published at the moment; the numbers are crunched in a child, which the first prediction starts."""

    name = "inference"
    summary = "Predicts the classes of features, as a list or by name, one example or several; text where no model is published."
    limits = Limits(concurrency=2, queue=16, time_s=TIME_S, keep_s=0.0)
    input: TypeAdapter[Input] = TypeAdapter(Input)

    def __init__(self, store: ModelStore, predictor: WorkerChild) -> None:
        self._store = store
        self._predictor = predictor
        self._key: tuple[str, int] | None = None
        self._card: ModelCard | None = None

    async def run(self, value: Input, peer: PeerId, /) -> JsonValue:
        """The prediction with the model's hash and each class's probability; lists of them for several examples.

        Errors: TaskInputInvalidError (p2p.task.input_invalid) for features that are not the model's, and those of `Predictor`.
        """
        start_s = trio.current_time()
        card = await trio.to_thread.run_sync(self._latest)
        if card is None:
            if not isinstance(value, str):
                raise TaskInputInvalidError("no model is published: only text is answered")
            return {"result": f"Processed: {value}", "model": "none", "latency_ms": _since_ms(start_s)}
        is_single, rows = _rows(value, card.terms)
        operation = Predict(weights_sha256=card.weights_sha256, rows=tuple(tuple(row) for row in rows))
        try:
            answer = await self._predictor.call(operation, Prediction, TIME_S)
        except DataMalformedError as error:
            raise TaskInputInvalidError(error.message) from error
        likely = [_labelled(row, card.terms) for row in answer.probabilities]
        labels = [max(row, key=row.__getitem__) for row in likely]
        return {
            "result": labels[0] if is_single else list[JsonValue](labels),
            "probabilities": dict[str, JsonValue](likely[0]) if is_single else [dict[str, JsonValue](row) for row in likely],
            "model": card.weights_sha256,
            "latency_ms": _since_ms(start_s),
        }

    def _latest(self) -> ModelCard | None:
        """The published model's card, read again only when another model or card is published."""
        published = self._store.published_sha256()
        if published is None:
            return None
        key = (published, self._store.version(published))
        if self._key != key:
            self._key, self._card = key, self._store.named(published).card
        return self._card


def _rows(value: Input, terms: ModelTerms) -> tuple[bool, list[list[float]]]:
    """Whether one example was asked for, and the examples' features in the model's order."""
    if isinstance(value, str):
        raise TaskInputInvalidError("the model takes features, not text", need=len(terms.features))
    examples = [value] if isinstance(value, dict) or not isinstance(value[0], list | dict) else value
    rows = [_in_order(example, terms) if isinstance(example, dict) else example for example in examples]
    widths = {len(row) for row in rows if isinstance(row, list)} - {len(terms.features)}
    if widths:
        raise TaskInputInvalidError("the model takes another number of features", have=min(widths), need=len(terms.features))
    return examples is not value, [row for row in rows if isinstance(row, list)]


def _in_order(record: dict[str, float], terms: ModelTerms) -> list[float]:
    missing = [name for name in terms.features if name not in record]
    unknown = record.keys() - set(terms.features)
    if missing or unknown:
        raise TaskInputInvalidError("the record's names are not the model's features", missing=missing[:5], unknown=sorted(unknown)[:5])
    return [record[name] for name in terms.features]


def _labelled(probabilities: tuple[float, ...], terms: ModelTerms) -> dict[str, float]:
    return dict(zip(terms.classes, probabilities, strict=True))


def _since_ms(start_s: float) -> float:
    return round((trio.current_time() - start_s) * 1000, 2)
