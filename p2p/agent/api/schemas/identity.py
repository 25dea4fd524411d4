"""The local API's words on identities."""

from pydantic import BaseModel, ConfigDict

from p2p.wire.messages import PeerIdText


class RevocationRequest(BaseModel):
    """Names a key that is never to be trusted again."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    peer: PeerIdText


class Announced(BaseModel):
    """The trusted peers that have not heard everything yet that this agent knows of keys; they are told as they come."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    peer_id: str
    untold: tuple[str, ...]
