"""Parameters: frozen models in which an unknown key is an error that names the nearest valid one."""

import difflib
from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from core.errors import ParameterInvalidError, ParameterUnknownError


class Parameters(BaseModel):
    """Base of every parameter model: frozen, no unknown keys, no infinities, no silent coercion of text."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


Model = TypeVar("Model", bound=BaseModel)


def parse_parameters(model: type[Model], raw: Mapping[str, JsonValue]) -> Model:
    """`raw` as `model`, or the first thing that is wrong with it.

    Errors: ParameterUnknownError (core.parameters.unknown) with the nearest valid name;
    ParameterInvalidError (core.parameters.invalid) with the path of the value and the reason.
    """
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = next((e for e in error.errors() if e["type"] == "extra_forbidden"), error.errors()[0])
        path = ".".join(str(part) for part in first["loc"])
        if first["type"] != "extra_forbidden":
            raise ParameterInvalidError(f"{path}: {first['msg']}", parameter=path) from error
        valid = _fields_at(model, first["loc"][:-1])
        near = difflib.get_close_matches(str(first["loc"][-1]), valid, n=1, cutoff=0.0)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise ParameterUnknownError(f"unknown parameter {path}{hint}", parameter=path, nearest=near[0] if near else None) from error


def _fields_at(model: type[BaseModel], path: tuple[int | str, ...]) -> list[str]:
    """Field names of the model that lies at `path` inside `model`; empty where a value is no model."""
    for part in path:
        field = model.model_fields.get(str(part))
        if field is None or not (isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)):
            return []
        model = field.annotation
    return list(model.model_fields)
