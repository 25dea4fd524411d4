"""The terms on which bundles are received, as the owner's programs write them: who holds which file may hand in so much until then.

An invitation is known by the SHA-256 of its file, so the agent parses nothing that a stranger presents.
"""

import hashlib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from p2p.json_file import write_model
from p2p.wire.bundle import Sha256Text
from p2p.wire.messages import Moment, PeerIdText

TERMS = "terms.json"


class Pass(BaseModel):
    """What the holders of one invitation may do: `uses` peers join with it before `expires_at_ms`, each hands in `allowance_bytes` in all.

    `peers` have joined already, by whatever way.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    pass_id: str = Field(pattern=r"^[0-9a-f]{32}$")
    expires_at_ms: Moment
    uses: int = Field(ge=1)
    allowance_bytes: int = Field(ge=1)
    is_revoked: bool = False
    peers: tuple[PeerIdText, ...] = ()


class Terms(BaseModel):
    """terms.json: the largest bundle, and the pass of every invitation by the hash of its file; without one nobody may hand in anything."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: Literal[1] = 1
    max_bundle_bytes: Annotated[int, Field(ge=1)] = 1
    passes: dict[Sha256Text, Pass] = Field(default_factory=dict[str, Pass])


def invitation_digest(invitation: str) -> str:
    """What an invitation's file is known by."""
    return hashlib.sha256(invitation.encode()).hexdigest()


def write_terms(folder: Path, terms: Terms) -> None:
    """Put the terms of an inbox in place; its agent goes by them from the next bundle on.

    Errors: StoreUnreadableError (p2p.store.unreadable).
    """
    write_model(folder / TERMS, terms)
