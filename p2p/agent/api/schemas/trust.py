"""The local API's words on trust."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from p2p.trust import MAX_NAME_LENGTH, NAME_PATTERN
from p2p.wire.messages import PeerIdText


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TrustRequest(_Value):
    """Names a peer to trust; `is_forced` also one whose key was revoked."""

    peer: PeerIdText
    name: str | None = Field(default=None, max_length=MAX_NAME_LENGTH, pattern=NAME_PATTERN)
    is_forced: StrictBool = False


class TrustFacts(_Value):
    """Since when and why a peer is trusted, or that its key was revoked (`how`); times in seconds since 1970, None where not noted."""

    peer_id: str
    name: str | None
    added_at_s: float | None
    how: Literal["manual", "invitation", "rotation", "revoked"] | None
    previous: str | None
