"""Messages: what agents say to each other, and the one way in which bytes become one of them."""

import json
import secrets
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, ValidationError, model_validator

from core.errors import CATALOGUE, CodedError, NotCanonicalError
from core.ids import PeerId, TaskId, parse_peer_id
from core.signing.canonical import canonical_json
from p2p.errors import MessageMalformedError, MessageTooLargeError, PeerRefusedError

MAX_DEPTH = 64
MAX_VALUES = 100_000
"""About so many values may be in a message: each costs far more memory than the two bytes that it takes on the wire."""
MAX_FIELDS = 64
NO_TASK = TaskId("00000000-0000-0000-0000-000000000000")
"""The task id of an answer to a request that could not be read."""

_PRINTABLE = r"^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$"
TASK_ID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


def _is_peer_id(text: str) -> str:
    try:
        return parse_peer_id(text)
    except CodedError as error:
        raise ValueError(error.message) from error


PeerIdText = Annotated[str, AfterValidator(_is_peer_id), Field(json_schema_extra={"format": "peer-id"})]
Moment = Annotated[int, Field(ge=0, le=2**53 - 1)]
"""Milliseconds since 1970, UTC."""


class Message(BaseModel):
    """Base of everything on the wire: frozen, no unknown fields, no coercion, no NaN."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class SignedMessage(Message):
    """A message from one agent to another, valid for a while and only once.

    A subclass must differ from every other in its required fields, since the signature names no type.
    """

    sender: PeerIdText
    recipient: PeerIdText
    nonce: str = Field(min_length=16, max_length=64)
    issued_at: Moment
    expires_at: Moment
    signature: str = Field(default="", max_length=88)


class ErrorReport(Message):
    """Why something was refused or failed, as the peer may know it; `retry_after_ms` where asking again after it may help."""

    code: str = Field(pattern=r"^[a-z0-9_.]{1,64}$")
    message: str = Field(max_length=1024, pattern=_PRINTABLE)
    retry_after_ms: int | None = Field(default=None, ge=0, le=600_000)

    @classmethod
    def of(cls, error: CodedError) -> "ErrorReport":
        """The public part of `error`: its code, its public text and `retry_after_ms`, nothing else of its context."""
        wait = {key: value for key, value in error.context.items() if key == "retry_after_ms"}
        return cls.model_validate({"code": error.code, "message": error.public, **wait})


class TaskRequest(SignedMessage):
    """Asks `recipient` to run the capability `task` on `input`."""

    task_id: str = Field(pattern=TASK_ID)
    task: str = Field(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9_.-]*$")
    input: JsonValue


class TaskResponse(Message):
    """What became of a task, signed by the agent that ran it: `output` when completed, `error` when failed."""

    task_id: str = Field(pattern=TASK_ID)
    status: Literal["pending", "executing", "completed", "failed"]
    output: JsonValue = None
    error: ErrorReport | None = None
    provider: PeerIdText
    duration_ms: int = Field(ge=0, le=2**53 - 1)
    signature: str = Field(default="", max_length=88)

    @model_validator(mode="after")
    def _has_one_outcome(self) -> "TaskResponse":
        if (self.status == "failed") != (self.error is not None):
            raise ValueError("a failed task, and no other, carries an error")
        if self.error is not None and self.output is not None:
            raise ValueError("a failed task has no output")
        return self


class Hello(Message):
    """The first words on a connection: the network that the speaker belongs to; `error` where it refuses the other's."""

    network: str = Field(min_length=1, max_length=64)
    version: str = Field(min_length=1, max_length=32)
    error: ErrorReport | None = None


AnyMessage = TypeVar("AnyMessage", bound=BaseModel)


def error_of(report: ErrorReport) -> CodedError:
    """The error that a peer reports; PeerRefusedError where its code is not ours to know."""
    kind = CATALOGUE.get(report.code)
    wait = report.model_dump(include={"retry_after_ms"}, exclude_none=True)
    return kind(report.message, **wait) if kind is not None else PeerRefusedError(report.message, peer_code=report.code, **wait)


def new_nonce() -> str:
    """A nonce that nobody used before: 128 random bits."""
    return secrets.token_hex(16)


def envelope(sender: PeerId, recipient: PeerId, now_ms: int, lifetime_ms: int) -> dict[str, Any]:
    """The fields that every SignedMessage starts from, for `**` into its constructor."""
    return {
        "sender": sender,
        "recipient": recipient,
        "nonce": new_nonce(),
        "issued_at": now_ms,
        "expires_at": now_ms + lifetime_ms,
    }


def message_fields(message: BaseModel) -> dict[str, JsonValue]:
    """The fields of `message` that are set, as JSON values."""
    return message.model_dump(mode="json", exclude_unset=True)


def encode_message(message: BaseModel) -> bytes:
    """`message` as canonical JSON.

    Errors: MessageMalformedError (p2p.message.malformed) where it holds a value without a canonical form.
    """
    return canonical_fields(message_fields(message))


def canonical_fields(fields: JsonValue) -> bytes:
    """The canonical JSON of `fields`; a whole number beyond 2^53 may be a double, if its digits are the double's own.

    Errors: MessageMalformedError (p2p.message.malformed).
    """
    try:
        return canonical_json(fields)
    except NotCanonicalError:
        try:
            return canonical_json(_with_doubles(fields))
        except (NotCanonicalError, OverflowError, RecursionError) as error:
            raise MessageMalformedError(f"no canonical form: {error}"[:200]) from error


def num_values(raw: bytes) -> int:
    """How many values the JSON in `raw` may hold, counted without parsing it: never too few but for one, its length where that is few."""
    return len(raw) if len(raw) <= MAX_VALUES else raw.count(b",") + raw.count(b"[") + raw.count(b"{")


def parse_message(model: type[AnyMessage], raw: bytes) -> AnyMessage:
    """The message in `raw`, whatever the bytes are.

    Errors: MessageMalformedError (p2p.message.malformed): not UTF-8, not JSON, a repeated key, nesting beyond
    MAX_DEPTH, a number that is none, an unknown, missing or mistyped field; MessageTooLargeError
    (p2p.message.too_large): more than MAX_VALUES values.
    """
    if num_values(raw) > MAX_VALUES:
        raise MessageTooLargeError("the message holds too many values", max_values=MAX_VALUES)
    try:
        value = _DECODER.decode(raw.decode())
        _check_depth(value)
        if isinstance(value, dict) and len(value) > MAX_FIELDS:
            raise ValueError("too many fields")
        return model.model_validate_json(raw)
    except ValidationError as error:
        raise MessageMalformedError(f"not a {model.__name__}: {_first_fault(error)}"[:200]) from error
    except (ValueError, RecursionError) as error:
        raise MessageMalformedError(f"not a {model.__name__}: {str(error)[:120]}") from error


def _first_fault(error: ValidationError) -> str:
    """Where and what; a thousand faults are not listed to tell the first of them, which costs a kilobyte each."""
    if error.error_count() > MAX_FIELDS:
        return "too many faults"
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"


def _with_doubles(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return {key: _with_doubles(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_doubles(item) for item in value]
    if not isinstance(value, int) or abs(value) < 2**53:
        return value
    double = float(value)
    return double if canonical_json(double) == str(value).encode() else value


def _without_repeats(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a key is repeated")
    return fields


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


_DECODER = json.JSONDecoder(object_pairs_hook=_without_repeats, parse_constant=_no_constant)


def _check_depth(value: JsonValue) -> None:
    level: list[JsonValue] = [value]
    for _ in range(MAX_DEPTH):
        below: list[JsonValue] = []
        for item in level:
            if isinstance(item, dict):
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
        if not below:
            return
        level = below
    raise ValueError(f"nested deeper than {MAX_DEPTH}")
