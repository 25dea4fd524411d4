"""Invitations: a signed word that whoever holds it may become a peer, as a code that survives copy and paste.

The code is base58 of: one byte of version, the inviter's public key (32), its signature (64), the other fields as deflated
canonical JSON (RFC 1951), and the first four bytes of the SHA-256 of all that.
"""

import base64
import hashlib
import json
import zlib
from typing import Annotated

import base58
from pydantic import Field, ValidationError

from core.errors import CodedError
from core.ids import PeerId, peer_id_of, public_key_of
from core.signing.keys import SigningKey
from p2p.errors import PeerOtherNetworkError
from p2p.wire.errors import InvitationExpiredError, InvitationMalformedError
from p2p.wire.messages import ErrorReport, Message, Moment, PeerIdText, SignedMessage, canonical_fields, message_fields
from p2p.wire.signing import sign_message, verify_message

MAX_CODE_LENGTH = 4096
MAX_USES = 1000
MAX_ADDRESSES = 8
_MAX_FIELDS_BYTES = 4096
_VERSION = 1
_CHECKSUM_BYTES = 4
_HEAD_BYTES = 1 + 32 + 64

Purpose = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
Address = Annotated[str, Field(min_length=1, max_length=256, pattern=r"^/[!-~]+$")]


class Invitation(Message):
    """`peer` lets `uses` others become its peers in `network` for `purpose`, until `expires`; it is found at `addresses`."""

    peer: PeerIdText
    addresses: tuple[Address, ...] = Field(max_length=MAX_ADDRESSES, strict=False)
    network: str = Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")
    purpose: Purpose
    expires: Moment
    uses: int = Field(ge=1, le=MAX_USES)
    nonce: str = Field(pattern=r"^[0-9a-f]{16}$")
    signature: str = Field(default="", max_length=88)


class JoinRequest(SignedMessage):
    """Presents an invitation to its inviter, who may call back at `addresses`."""

    invitation: Invitation
    addresses: tuple[Address, ...] = Field(max_length=MAX_ADDRESSES, strict=False)


class JoinAnswer(SignedMessage):
    """What the inviter says to the join with the invitation that has the nonce; `error` where it refuses."""

    invitation_nonce: str = Field(pattern=r"^[0-9a-f]{16}$")
    error: ErrorReport | None = None


def sign_invitation(invitation: Invitation, key: SigningKey) -> Invitation:
    """`invitation` with its inviter's signature."""
    return sign_message(invitation, key)


def encode_invitation(invitation: Invitation) -> str:
    """The code of a signed invitation.

    Errors: MessageMalformedError (p2p.message.malformed) where it has no canonical form.
    """
    fields = message_fields(invitation)
    peer, signature = PeerId(str(fields.pop("peer"))), str(fields.pop("signature"))
    head = bytes([_VERSION]) + public_key_of(peer) + base64.b64decode(signature)
    packer = zlib.compressobj(9, wbits=-15)
    body = head + packer.compress(canonical_fields(fields)) + packer.flush()
    return base58.b58encode(body + _checksum(body)).decode()


def decode_invitation(code: str) -> Invitation:
    """The invitation in `code`, white space aside, proven to be its inviter's word.

    Errors: InvitationMalformedError (p2p.invitation.malformed), SignatureInvalidError (p2p.signature.invalid).
    """
    invitation = _unpacked(_checked_bytes("".join(code[: 2 * MAX_CODE_LENGTH].split())))
    verify_message(invitation, invitation.signature, PeerId(invitation.peer))
    return invitation


def check_invitation(invitation: Invitation, network: str, now_ms: int) -> None:
    """Return when the invitation is to `network` and has not expired.

    Errors: PeerOtherNetworkError (p2p.peer.other_network), InvitationExpiredError (p2p.invitation.expired).
    """
    if invitation.network != network:
        raise PeerOtherNetworkError("the invitation is to another network", network=invitation.network, own_network=network)
    if invitation.expires <= now_ms:
        raise InvitationExpiredError("its time is over", late_s=(now_ms - invitation.expires) // 1000)


def _checked_bytes(code: str) -> bytes:
    if not 0 < len(code) <= MAX_CODE_LENGTH:
        raise InvitationMalformedError("the code is empty or too long", length=len(code))
    try:
        raw = base58.b58decode(code)
    except ValueError as error:
        raise InvitationMalformedError("the code has a character that no code has") from error
    body, checksum = raw[:-_CHECKSUM_BYTES], raw[-_CHECKSUM_BYTES:]
    if len(body) <= _HEAD_BYTES or checksum != _checksum(body):
        raise InvitationMalformedError("a part of the code is missing or altered")
    if body[0] != _VERSION:
        raise InvitationMalformedError("the code is of another version", version=body[0], known_version=_VERSION)
    return body


def _unpacked(body: bytes) -> Invitation:
    unpacker = zlib.decompressobj(wbits=-15)
    try:
        fields = unpacker.decompress(body[_HEAD_BYTES:], _MAX_FIELDS_BYTES)
        if unpacker.unconsumed_tail or unpacker.unused_data or not unpacker.eof:
            raise ValueError("the fields are too long or cut off")
        named = {"peer": peer_id_of(body[1:33]), "signature": base64.b64encode(body[33:_HEAD_BYTES]).decode()}
        return Invitation.model_validate_json(json.dumps({**json.loads(fields), **named}))
    except (ValueError, TypeError, RecursionError, zlib.error, ValidationError, CodedError) as error:
        raise InvitationMalformedError("the code holds no invitation", reason=type(error).__name__) from error


def _checksum(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()[:_CHECKSUM_BYTES]
