"""What a model is asked and what it answers, in a person's terms: names of features, names of classes. Light to import."""

from typing import Annotated

from pydantic import Field, JsonValue

from p2p.agent.errors import TaskInputInvalidError
from p2p.agent.models.card import ModelTerms

MAX_ROWS = 1024
MAX_TEXT = 16_384

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Row = Annotated[list[Number], Field(min_length=1)]
Record = Annotated[dict[str, Number], Field(min_length=1)]
ModelInput = (
    Annotated[str, Field(max_length=MAX_TEXT)]
    | Row
    | Record
    | Annotated[list[Row], Field(min_length=1, max_length=MAX_ROWS)]
    | Annotated[list[Record], Field(min_length=1, max_length=MAX_ROWS)]
)
"""One example as a list or by name, or several of them; text is for an agent without a model."""


def rows_of(value: ModelInput, terms: ModelTerms) -> tuple[bool, list[list[float]]]:
    """Whether one example was asked for, and the features of all in the model's order.

    Errors: TaskInputInvalidError (p2p.task.input_invalid) for text, and for other features than the model's.
    """
    if isinstance(value, str):
        raise TaskInputInvalidError("the model takes features, not text", need=len(terms.features))
    examples = [value] if isinstance(value, dict) or not isinstance(value[0], list | dict) else value
    rows = [row for example in examples if isinstance(row := _in_order(example, terms), list)]
    for row in rows:
        if len(row) != len(terms.features):
            raise TaskInputInvalidError("the model takes another number of features", have=len(row), need=len(terms.features))
    return examples is not value, rows


def answer_of(probabilities: tuple[tuple[float, ...], ...], terms: ModelTerms, *, is_single: bool) -> dict[str, JsonValue]:
    """`result` and `probabilities` by the classes' names; lists of them unless one example was asked for."""
    likely = [dict(zip(terms.classes, row, strict=True)) for row in probabilities]
    labels = [max(row, key=row.__getitem__) for row in likely]
    if is_single:
        return {"result": labels[0], "probabilities": dict[str, JsonValue](likely[0])}
    return {"result": list[JsonValue](labels), "probabilities": [dict[str, JsonValue](row) for row in likely]}


def _in_order(example: object, terms: ModelTerms) -> object:
    if not isinstance(example, dict):
        return example
    missing = [name for name in terms.features if name not in example]
    unknown = [str(name) for name in example if name not in terms.features]
    if missing or unknown:
        said = {"missing": ", ".join(missing[:5]), "unknown": ", ".join(sorted(unknown)[:5])}
        raise TaskInputInvalidError("the record's names are not the model's features", **said)
    return [example[name] for name in terms.features]
