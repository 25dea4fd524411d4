"""Statements about identities: a key that another has replaced, a key that is not to be trusted any more.

Each proves itself: whoever passes it on adds nothing, and can change nothing.
"""

import base64
import hashlib
from typing import Annotated, Literal

from pydantic import Field, JsonValue, model_validator

from core.errors import IdMalformedError, KeyRefusedError, SignatureRefusedError
from core.ids import PeerId
from core.signing.keys import SigningKey, verify_by_peer
from p2p.errors import SignatureInvalidError
from p2p.wire.messages import Message, Moment, PeerIdText, canonical_fields, message_fields

MAX_STATEMENTS = 32
"""So many are told at once."""
_SIGNATURES = ("old_signature", "new_signature", "signature")


class Rotation(Message):
    """`old` says that `new` takes its place, and `new` that it does: signed by both keys."""

    kind: Literal["rotation"] = Field()
    old: PeerIdText
    new: PeerIdText
    at: Moment
    old_signature: str = Field(default="", max_length=88)
    new_signature: str = Field(default="", max_length=88)

    @model_validator(mode="after")
    def _is_a_change(self) -> "Rotation":
        if self.old == self.new:
            raise ValueError("a key does not replace itself")
        return self


class Revocation(Message):
    """`peer` says of its own key that nobody is to trust it any more."""

    kind: Literal["revocation"] = Field()
    peer: PeerIdText
    at: Moment
    signature: str = Field(default="", max_length=88)


Statement = Annotated[Rotation | Revocation, Field(discriminator="kind")]


class Statements(Message):
    """What one agent tells another about identities."""

    statements: tuple[Statement, ...] = Field(max_length=MAX_STATEMENTS, strict=False)


class StatementsHeard(Message):
    """That statements have arrived; what was made of them is not told."""

    num_heard: int = Field(ge=0, le=MAX_STATEMENTS)


def rotation(old: SigningKey, new: SigningKey, at_ms: int) -> Rotation:
    """The statement that `new` takes the place of `old`."""
    unsigned = Rotation(kind="rotation", old=old.peer_id, new=new.peer_id, at=at_ms)
    said = _signed_bytes(unsigned)
    return unsigned.model_copy(update={"old_signature": _text(old.sign(said)), "new_signature": _text(new.sign(said))})


def revocation(key: SigningKey, at_ms: int) -> Revocation:
    """The statement that `key` is not to be trusted any more."""
    unsigned = Revocation(kind="revocation", peer=key.peer_id, at=at_ms)
    return unsigned.model_copy(update={"signature": _text(key.sign(_signed_bytes(unsigned)))})


def verify_statement(statement: Statement) -> None:
    """Return when every key that the statement is about has signed it.

    Errors: SignatureInvalidError (p2p.signature.invalid).
    """
    if isinstance(statement, Rotation):
        signers = [(statement.old, statement.old_signature), (statement.new, statement.new_signature)]
    else:
        signers = [(statement.peer, statement.signature)]
    for signer, signature in signers:
        try:
            verify_by_peer(PeerId(signer), base64.b64decode(signature, validate=True), _signed_bytes(statement))
        except (SignatureRefusedError, KeyRefusedError, IdMalformedError, ValueError) as error:
            raise SignatureInvalidError("the statement's signature does not verify", signer=signer) from error


def statement_id(statement: Statement) -> str:
    """What names a statement: the SHA-256 of what is signed."""
    return hashlib.sha256(_signed_bytes(statement)).hexdigest()


def _signed_bytes(statement: Statement) -> bytes:
    fields: dict[str, JsonValue] = {name: value for name, value in message_fields(statement).items() if name not in _SIGNATURES}
    return canonical_fields(fields)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
