"""Reading an artifact's bytes as strictly as the contract asks: UTF-8, no key twice, no NaN, no infinity."""

import json
import math
from typing import NoReturn

from pydantic import JsonValue

from gates.errors import ArtifactInvalidError

MAX_ARTIFACT_BYTES = 64 * 1024 * 1024


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
    return found


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
