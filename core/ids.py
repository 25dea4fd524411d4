"""Identifiers: what each looks like, how it is parsed, where it comes from."""

import functools
import uuid
from typing import NewType

import base58

from core.errors import IdMalformedError

PeerId = NewType("PeerId", str)
TaskId = NewType("TaskId", str)
SessionId = NewType("SessionId", str)
Sha256 = NewType("Sha256", str)

_ED25519_PREFIX = bytes.fromhex("002408011220")
"""Identity multihash (0x00, 36 bytes) of a protobuf key message: type Ed25519, 32 bytes of key."""


def peer_id_of(public_key: bytes) -> PeerId:
    """The libp2p peer id (`12D3KooW…`) of a raw 32-byte Ed25519 public key.

    Errors: IdMalformedError (core.id.malformed).
    Source: libp2p specs, peer-ids.
    """
    if len(public_key) != 32:
        raise IdMalformedError("an Ed25519 public key has 32 bytes", length=len(public_key))
    return PeerId(base58.b58encode(_ED25519_PREFIX + public_key).decode())


def public_key_of(peer_id: PeerId) -> bytes:
    """The raw 32-byte Ed25519 public key that a peer id carries.

    Errors: IdMalformedError (core.id.malformed).
    """
    return _decode_peer_id(peer_id)


def parse_peer_id(text: str) -> PeerId:
    """`text` as a peer id, checked to carry an Ed25519 key.

    Errors: IdMalformedError (core.id.malformed).
    """
    _decode_peer_id(text)
    return PeerId(text)


@functools.lru_cache(maxsize=4096)
def _decode_peer_id(text: str) -> bytes:
    try:
        raw = base58.b58decode(text) if len(text) <= 64 else b""
    except ValueError:
        raw = b""
    if len(raw) != 38 or not raw.startswith(_ED25519_PREFIX) or peer_id_of(raw[6:]) != text:
        raise IdMalformedError("not the peer id of an Ed25519 key", peer_id=text[:64])
    return raw[6:]


def new_task_id() -> TaskId:
    """A fresh random task id."""
    return TaskId(str(uuid.uuid4()))


def new_session_id() -> SessionId:
    """A fresh random id of a training session."""
    return SessionId(str(uuid.uuid4()))
