"""Kinds of JSON values, and what of an artifact is missing, or of another kind than its shape says.

A shape is a kind, an object of shapes by name, or a list with the shape of its items; a name that ends in "?" may be lacking, or null.
"""

import math
from collections.abc import Iterator

N, F, B = "number", "share", "truth"
I, O = "integer", "object"  # noqa: E741 - one letter each, as in a table
S, T, L, X = "text", "text or null", "list", "anything"
_TYPES = {N: (int, float), F: (int, float), I: (int,), B: (bool,), S: (str,), T: (str, type(None)), L: (list,), O: (dict,), X: (object,)}

Shape = str | dict | list


def block(kind: str, names: str) -> dict[str, Shape]:
    """Names of one kind."""
    return dict.fromkeys(names.split(), kind)


def at(value: object, path: str) -> float:
    """What lies at a path of names with dots."""
    for name in path.split("."):
        value = value[name]
    return value


def untyped(value: object, shape: Shape, path: str) -> Iterator[str]:
    """Fields that lack or are of another kind."""
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            yield f"{path} is no object"
            return
        for stated, inner in shape.items():
            name, may_lack = stated.removesuffix("?"), stated.endswith("?")
            if value.get(name) is not None or (name in value and not may_lack):
                yield from untyped(value[name], inner, f"{path}.{name}")
            elif not may_lack:
                yield f"{path}.{name} is missing"
    elif isinstance(shape, list):
        if not isinstance(value, list) or not value:
            yield f"{path} is no list, or empty"
            return
        for index, item in enumerate(value):
            yield from untyped(item, shape[0], f"{path}[{index}]")
    elif not is_of(value, shape):
        yield f"{path} is no {shape}"


def is_of(value: object, kind: str) -> bool:
    """Whether a value is of the kind: no number is NaN, infinite or a truth value, and a share lies between 0 and 1."""
    if not isinstance(value, _TYPES[kind]) or (isinstance(value, bool) and kind not in (B, X)):
        return False
    return not isinstance(value, float) or (math.isfinite(value) and (kind != F or 0 <= value <= 1))


def not_finite(value: object, path: str) -> Iterator[str]:
    """Numbers anywhere that are NaN or infinite."""
    if isinstance(value, float) and not math.isfinite(value):
        yield f"{path} is not finite"
    for name, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from not_finite(inner, f"{path}.{name}")


def surplus(value: object, shape: Shape, path: str) -> Iterator[str]:
    """Fields that the shape does not have."""
    if isinstance(shape, dict) and isinstance(value, dict):
        yield from (f"{path}.{name} is one field too many" for name in value if name not in shape and f"{name}?" not in shape)
        for name, inner in shape.items():
            yield from surplus(value.get(name.removesuffix("?")), inner, f"{path}.{name}")
