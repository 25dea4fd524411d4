"""Looking values up in an artifact by paths like `seeds[2].fp32_accuracy`."""

import re
from collections.abc import Mapping, Sequence

_PART = re.compile(r"([^.\[\]]+)|\[(\d{1,9})\]")
_GREATEST = 1e100
"""No figure is greater; sums and squares of smaller ones are finite."""

ABSENT = object()
"""What lies at a path that leads nowhere; no JSON value."""


def lookup(artifact: object, path: str) -> object:
    """What lies at `path`, or ABSENT."""
    found = artifact
    for name, index in _PART.findall(path):
        if name and isinstance(found, Mapping) and name in found:
            found = found[name]
        elif index and isinstance(found, Sequence) and not isinstance(found, str) and int(index) < len(found):
            found = found[int(index)]
        else:
            return ABSENT
    return found


def finite_number(value: object) -> float | None:
    """The value as a number; None where it is none, not finite, or beyond every figure (a bool is no number)."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -_GREATEST <= value <= _GREATEST:
        return None
    return float(value)
