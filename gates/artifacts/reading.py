"""Reading an artifact's bytes as strictly as the contract asks: UTF-8, no key twice, no NaN, no infinity, no abyss of brackets."""

import json
import math
from typing import NoReturn

from pydantic import JsonValue

from gates.errors import ArtifactInvalidError

MAX_ARTIFACT_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 64
"""How deep lists and objects may lie in each other: what judges a value, or prints it, goes down as deep."""


def read_artifact(raw: bytes) -> dict[str, JsonValue]:
    """The JSON object in `raw`.

    Errors: ArtifactInvalidError (gates.artifact.invalid).
    """
    try:
        found = json.loads(raw.decode(), object_pairs_hook=_object, parse_constant=_constant, parse_float=_float)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise ArtifactInvalidError(f"not JSON that can be read: {error}") from error
    if not isinstance(found, dict):
        raise ArtifactInvalidError("not a JSON object")
    if _is_deeper(found, MAX_DEPTH):
        raise ArtifactInvalidError(f"lists and objects lie more than {MAX_DEPTH} deep in each other")
    return found


def _is_deeper(found: JsonValue, limit: int) -> bool:
    layer = [found]
    for _ in range(limit):
        inner = [list(value.values()) if isinstance(value, dict) else value for value in layer if isinstance(value, dict | list)]
        layer = [value for values in inner for value in values]
    return any(isinstance(value, dict | list) for value in layer)


def _object(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    found: dict[str, JsonValue] = {}
    for name, value in pairs:
        if name in found:
            raise ArtifactInvalidError(f"the key {name} is given twice", field=name)
        found[name] = value
    return found


def _constant(name: str) -> NoReturn:
    raise ArtifactInvalidError(f"{name} is no number of JSON")


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ArtifactInvalidError(f"{text} is no finite number")
    return number
