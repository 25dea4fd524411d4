"""How an artifact is written to its file."""

import json
import math
from collections.abc import Mapping

from pydantic import JsonValue


def finite(value: JsonValue) -> JsonValue:
    """`value` with null in the place of every number that JSON cannot carry, so that a judge names what is not finite."""
    if isinstance(value, dict):
        return {name: finite(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [finite(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def artifact_bytes(fields: Mapping[str, JsonValue]) -> bytes:
    """The artifact file of these fields: indented JSON, in their order. A run that failed early lacks some of its artifact's fields."""
    return (json.dumps(fields, indent=2, allow_nan=False) + "\n").encode()
