"""Parameters: frozen models in which an unknown key is an error that names the nearest valid one."""

import difflib
import json
from collections.abc import Iterator, Mapping
from typing import TypeVar, get_args

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from core.errors import ParameterInvalidError, ParameterUnknownError


class Parameters(BaseModel):
    """Base of every parameter model: frozen, no unknown keys, no infinities."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


Model = TypeVar("Model", bound=BaseModel)


def parse_parameters(model: type[Model], raw: JsonValue | Mapping[str, JsonValue], *, within: str = "") -> Model:
    """`raw` as `model`, or the first thing that is wrong with it; text is never read as a number, nor a truth value as one.

    `within` is the dotted name of the section that `raw` is, where it is a part of something larger: an error names the whole path.

    Errors: ParameterUnknownError (core.parameters.unknown) with the nearest valid name;
    ParameterInvalidError (core.parameters.invalid) with the path of the value and the reason.
    """
    try:
        return model.model_validate_json(json.dumps(raw), strict=True)
    except TypeError as error:
        raise ParameterInvalidError(f"a value that JSON does not know: {error}") from error
    except ValidationError as error:
        first = next((e for e in error.errors() if e["type"] == "extra_forbidden"), error.errors()[0])
        path = ".".join(str(part) for part in (*filter(None, [within]), *first["loc"]))
        if first["type"] != "extra_forbidden":
            raise ParameterInvalidError(f"{path}: {first['msg']}", parameter=path) from error
        valid = _fields_at(model, first["loc"][:-1])
        near = difflib.get_close_matches(str(first["loc"][-1]), valid, n=1, cutoff=0.0)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise ParameterUnknownError(f"unknown parameter {path}{hint}", parameter=path, nearest=near[0] if near else None) from error


def _fields_at(model: type[BaseModel], path: tuple[int | str, ...]) -> list[str]:
    """Field names of the models that lie at `path` inside `model`; empty where a value is no model."""
    models = [model]
    for part in path:
        fields = [found.model_fields[str(part)].annotation for found in models if str(part) in found.model_fields]
        models = [inner for annotation in fields for inner in _models_in(annotation)] or models
    return [name for found in models for name in found.model_fields]


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    """The models that an annotation holds, inside `X | None`, `tuple[X, ...]` and the like too."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)
