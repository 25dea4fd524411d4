"""Functions as the Berkeley Function-Calling Leaderboard describes them, requests, and the calls that are right."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from learning.errors import DataMalformedError

Arguments = Mapping[str, JsonValue]
_FROZEN = ConfigDict(frozen=True)


class Items(BaseModel):
    """What an array holds."""

    model_config = _FROZEN
    type: str = "any"


class Parameter(BaseModel):
    """One parameter of a function; `enum` are its only values, where there are such."""

    model_config = _FROZEN
    type: str
    description: str = ""
    enum: tuple[JsonValue, ...] | None = None
    items: Items = Items()


class Signature(BaseModel):
    """The parameters of a function by name, and those that a call has to have."""

    model_config = _FROZEN
    properties: dict[str, Parameter]
    required: tuple[str, ...] = ()


class Function(BaseModel):
    """A function that can be called."""

    model_config = _FROZEN
    name: str
    description: str
    parameters: Signature


@dataclass(frozen=True, slots=True)
class Call:
    """A function's name and its arguments."""

    function: str
    arguments: Arguments


class Said(BaseModel):
    """One message of a request."""

    model_config = _FROZEN
    content: str


class Request(BaseModel):
    """What is said, and the functions that could be called for it."""

    model_config = _FROZEN
    id: str
    question: Annotated[tuple[Annotated[tuple[Said, ...], Field(min_length=1)], ...], Field(min_length=1)]
    function: Annotated[tuple[Function, ...], Field(min_length=1)]

    @property
    def text(self) -> str:
        """What is said."""
        return self.question[0][-1].content


class Answer(BaseModel):
    """The right calls of a request: for each argument its right values, "" among them where it may be left out."""

    model_config = _FROZEN
    id: str
    ground_truth: Annotated[tuple[dict[str, dict[str, list[JsonValue]]], ...], Field(min_length=1)]


def parse_requests(raw: bytes) -> tuple[Request, ...]:
    """The requests in `raw`, a line of JSON each.

    Errors: DataMalformedError (learning.data.malformed).
    """
    return tuple(_lines(raw, Request))


def parse_answers(raw: bytes) -> dict[str, Answer]:
    """The right calls in `raw`, a line of JSON each, by the request's id.

    Errors: DataMalformedError (learning.data.malformed).
    """
    return {answer.id: answer for answer in _lines(raw, Answer)}


def is_right(call: Call, answer: Answer, function: Function) -> bool:
    """Whether a call is the right one: no argument too many or too few, and each with one of its right values.

    Source: the leaderboard's AST check (Patil et al. 2025, "simple" and "multiple"): texts are compared without case, blanks and punctuation.
    """
    expected = answer.ground_truth[0].get(call.function)
    if expected is None or set(function.parameters.required) - set(call.arguments):
        return False
    may_lack = all(name in call.arguments or "" in values for name, values in expected.items())
    return may_lack and all(
        name in expected and any(_plain(value) == _plain(right) for right in expected[name]) for name, value in call.arguments.items()
    )


def _lines(raw: bytes, model: type[BaseModel]) -> Iterator:
    try:
        yield from (model.model_validate_json(line) for line in raw.splitlines())
    except ValidationError as error:
        first = error.errors()[0]
        raise DataMalformedError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def _plain(value: JsonValue) -> JsonValue:
    if isinstance(value, str):
        return "".join(character for character in value.casefold().replace("'", '"') if character not in " ,./-_*^")
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        # The right values of a part are listed as those of an argument.
        return {name: _plain(one[0] if isinstance(one, list) and len(one) == 1 else one) for name, one in value.items()}
    return value


def described(function: Function) -> str:
    """What a function says of itself: its name, its description and its parameters."""
    parameters = " ".join(f"{name} {parameter.description}" for name, parameter in function.parameters.properties.items())
    return f"{spaced(function.name)}. {function.description} {spaced(parameters)}"


def spaced(name: str) -> str:
    """A name in code as words."""
    text = "".join(f" {one}" if one.isupper() and before.islower() else one for before, one in zip(" " + name, name, strict=False))
    return text.replace("_", " ").replace(".", " ")
