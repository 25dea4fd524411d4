"""The local API's words on what happens to peers."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

KEEP_ALIVE_S = 5.0
"""An empty line comes so often on a quiet stream, so that a reader knows an agent that is gone from one that is quiet."""


class PeerHappening(BaseModel):
    """One line of the stream: first every peer as it is (`known`), then what happens; `at_s` in seconds since 1970."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    event: Literal["known", "discovered", "connected", "lost"]
    peer_id: str
    is_connected: bool
    is_trusted: bool
    at_s: float
