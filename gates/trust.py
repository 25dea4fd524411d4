"""Whose signatures count: the listed keys, and on one's own machine the local identity."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from core.errors import CodedError
from core.ids import PeerId, public_key_of
from core.signing.keys import check_public_key
from gates.errors import TrustMalformedError

LOCAL_IDENTITY = "local identity"


class TrustedKey(BaseModel):
    """One listed key: who it is, since when, and what for."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    peer_id: str
    name: str
    added_utc: str
    purpose: str


class TrustFile(BaseModel):
    """The file trust/keys.json."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    schema_version: Literal[1]
    keys: tuple[TrustedKey, ...]


def parse_trust(raw: bytes) -> dict[PeerId, str]:
    """The listed keys, peer id to name; a key that cannot be trusted by construction refuses the whole list.

    Errors: TrustMalformedError (gates.trust.malformed).
    """
    try:
        listed = TrustFile.model_validate_json(raw).keys
    except ValidationError as error:
        first = error.errors()[0]
        raise TrustMalformedError(f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from error
    trusted: dict[PeerId, str] = {}
    for key in listed:
        peer = PeerId(key.peer_id)
        try:
            check_public_key(public_key_of(peer))
        except CodedError as error:
            raise TrustMalformedError(f"{key.name}: {error.message}", peer_id=key.peer_id[:64]) from error
        if peer in trusted or key.name == LOCAL_IDENTITY:
            raise TrustMalformedError("a key is listed twice, or takes the name of the local identity", peer_id=peer)
        trusted[peer] = key.name
    return trusted


def with_local(listed: Mapping[PeerId, str], local: PeerId | None) -> dict[PeerId, str]:
    """The listed keys and, where there is one, the local identity, named as such."""
    return dict(listed) if local is None else {**listed, local: LOCAL_IDENTITY}
