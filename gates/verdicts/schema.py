"""An artifact held against its schema: every field that is missing, mistyped or not a finite number, by its path."""

import json
import math
from collections.abc import Iterator, Mapping

from pydantic import BaseModel, JsonValue, ValidationError


def schema_failures(model: type[BaseModel], artifact: Mapping[str, JsonValue]) -> dict[str, str]:
    """Why each field at fault does not follow `model`, by its path; text is never read as a number, nor a truth value as one."""
    failures: dict[str, str] = {}
    try:
        failures |= dict.fromkeys(_not_finite(artifact, ""), "not a finite number")
        model.model_validate_json(json.dumps(artifact), strict=True)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False, include_context=False):
            reason = "missing" if fault["type"] == "missing" else fault["msg"]
            failures.setdefault(_path(fault["loc"]), reason)
    except (TypeError, ValueError, RecursionError) as error:
        failures["artifact"] = f"not plain JSON: {error}"
    return failures


def _path(parts: tuple[int | str, ...]) -> str:
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return path.removeprefix(".") or "artifact"


def _not_finite(value: object, path: str) -> Iterator[str]:
    if isinstance(value, float) and not math.isfinite(value):
        yield path.removeprefix(".")
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _not_finite(inner, f"{path}.{name}")
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _not_finite(inner, f"{path}[{index}]")
