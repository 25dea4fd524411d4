"""The local API's words on bundles: those that are pushed, and the inbox where others' arrive."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from p2p.agent.api.schemas.agent import Address
from p2p.wire.bundle import MAX_INVITATION_CHARS
from p2p.wire.messages import PeerIdText

MAX_PATH_CHARS = 4096
MAX_PATIENCE_S = 86_400.0


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PushRequest(_Value):
    """Asks to push the file at an absolute path to a peer, with the invitation that it issued; tried again for so many seconds."""

    peer: PeerIdText
    addresses: tuple[Address, ...] = Field(default=(), max_length=16)
    path: str = Field(min_length=1, max_length=MAX_PATH_CHARS)
    invitation: str = Field(min_length=1, max_length=MAX_INVITATION_CHARS)
    timeout_s: float = Field(default=120.0, gt=0, le=MAX_PATIENCE_S)


class PushProgress(_Value):
    """One line of a push: how much the peer has; `is_acknowledged` once it has verified the whole, or why it waits, or why there is no more."""

    sha256: str
    size_bytes: int
    sent_bytes: int
    is_acknowledged: bool = False
    waiting: dict[str, JsonValue] | None = None
    error: dict[str, JsonValue] | None = None


class InboxRequest(_Value):
    """Asks to receive bundles in one folder, by the terms that lie there, and to put whole ones into another; both absolute."""

    folder: str = Field(min_length=1, max_length=MAX_PATH_CHARS)
    arrived: str = Field(min_length=1, max_length=MAX_PATH_CHARS)


class InboxFacts(_Value):
    """Where bundles are received, if they are; how many peers have joined, and how many bundles came since the agent's start."""

    state: Literal["open", "closed"]
    folder: str | None = None
    arrived: str | None = None
    num_peers: int = 0
    num_received: int = 0
