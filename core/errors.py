"""The base of every error that this project raises, and the catalogue that joins them."""

import importlib
import re
from collections.abc import Mapping
from typing import ClassVar

from pydantic import JsonValue

_CODE = re.compile(r"[a-z0-9]+(\.[a-z0-9_]+)+|[a-z0-9]+(_[a-z0-9]+)+")

CATALOGUE: dict[str, type["CodedError"]] = {}
"""Code to class, filled as the `errors` modules are imported; `load_catalogue` imports them all."""

RETIRED_CODES: Mapping[str, str] = {}
"""Code to the release that stopped raising it: a code is never given a second meaning."""

_PACKAGES = "core learning gates gates.cohort gates.cohort.bundle p2p p2p.wire p2p.agent p2p.agent.remote tasks"
ERROR_MODULES = tuple(f"{package}.errors" for package in _PACKAGES.split())
"""Every module that declares error classes; a test holds the list complete."""


class CodedError(Exception):
    """An error with a stable code, a public text, an HTTP status, and its context as data.

    A subclass states `code`, `http_status`, `text` (what a stranger may read) and `is_retryable`;
    `str(error)` is the message for the person who runs the program, with the context behind it.
    """

    code: ClassVar[str]
    http_status: ClassVar[int]
    text: ClassVar[str]
    is_retryable: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        """Enter the class in the catalogue; a missing or repeated code is our own bug."""
        super().__init_subclass__()
        assert _CODE.fullmatch(cls.code), f"{cls.__name__}: bad code {cls.code!r}"
        assert cls.text and 400 <= cls.http_status <= 599, f"{cls.__name__}: text and status are needed"
        known = CATALOGUE.get(cls.code)
        assert known is None or known.__qualname__ == cls.__qualname__, f"{cls.code} is taken by {known}"
        assert cls.code not in RETIRED_CODES, f"{cls.code} is retired"
        CATALOGUE[cls.code] = cls

    def __init__(self, message: str, **context: JsonValue) -> None:
        super().__init__(message)
        self.message = message
        self.context = context

    def __str__(self) -> str:
        if not self.context:
            return self.message
        return f"{self.message} ({', '.join(f'{key}={value}' for key, value in self.context.items())})"

    @property
    def public(self) -> str:
        """What a stranger may read of it: the text, where a subclass does not say more."""
        return self.text

    def as_json(self) -> dict[str, JsonValue]:
        """The error as machines read it: `{code, message, context}`."""
        return {"code": self.code, "message": self.message, "context": dict(self.context)}


class ParameterUnknownError(CodedError):
    """A parameter file has a key that no model declares."""

    code = "core.parameters.unknown"
    http_status = 400
    text = "A parameter has an unknown name."


class ParameterInvalidError(CodedError):
    """A parameter's value is of the wrong type or out of its bounds, or a required one is missing."""

    code = "core.parameters.invalid"
    http_status = 400
    text = "A parameter has an invalid value."


class KeyRefusedError(CodedError):
    """A public key that cannot be trusted by construction: malformed, not canonical or of small order."""

    code = "core.key.refused"
    http_status = 400
    text = "The public key is not acceptable."


class SignatureRefusedError(CodedError):
    """A signature does not verify under the key that it names."""

    code = "core.signature.refused"
    http_status = 401
    text = "The signature does not verify."


class EnvelopeMalformedError(CodedError):
    """A DSSE envelope that cannot be read."""

    code = "core.envelope.malformed"
    http_status = 400
    text = "The signed envelope is malformed."


class NotCanonicalError(CodedError):
    """A value that has no RFC 8785 form: NaN, infinity, an integer beyond 2^53, a lone surrogate."""

    code = "core.json.not_canonical"
    http_status = 400
    text = "The value has no canonical JSON form."


class IdMalformedError(CodedError):
    """An id whose text does not have the form of its kind."""

    code = "core.id.malformed"
    http_status = 400
    text = "The id is malformed."


def load_catalogue() -> Mapping[str, type[CodedError]]:
    """Import every errors module and return code to class, sorted by code."""
    for module in ERROR_MODULES:
        importlib.import_module(module)
    return dict(sorted(CATALOGUE.items()))
