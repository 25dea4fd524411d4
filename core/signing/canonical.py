"""Canonical JSON: one value, one sequence of bytes (RFC 8785)."""

from collections.abc import Mapping, Sequence

import rfc8785
from pydantic import JsonValue

from core.errors import NotCanonicalError


def canonical_json(value: Mapping[str, JsonValue] | Sequence[JsonValue] | JsonValue) -> bytes:
    """The RFC 8785 bytes of `value`.

    Errors: NotCanonicalError (core.json.not_canonical) for NaN, infinities, integers beyond 2^53, lone surrogates.
    """
    try:
        return rfc8785.dumps(value)  # pyright: ignore[reportArgumentType]
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise NotCanonicalError(f"no canonical JSON form: {error}") from error
