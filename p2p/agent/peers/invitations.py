"""Invitations of this agent: those it issued, who used them, and the use of another's."""

import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import structlog
from pydantic import BaseModel, ConfigDict

from core.ids import PeerId
from core.signing.keys import SigningKey
from p2p.clock import now_ms
from p2p.errors import PeerUntrustedError, StoreUnreadableError
from p2p.host import AgentHost
from p2p.json_file import read_model, write_model
from p2p.protocols.join import join, serve_joins
from p2p.trust import TrustList
from p2p.wire.errors import (
    InvitationExpiredError,
    InvitationRevokedError,
    InvitationUnknownError,
    InvitationUsedUpError,
    PeerRevokedError,
)
from p2p.wire.invitation import (
    MAX_ADDRESSES,
    Invitation,
    JoinRequest,
    check_invitation,
    decode_invitation,
    sign_invitation,
)
from p2p.wire.messages import PeerIdText

MAX_ISSUED = 1000
REMEMBER_MS = 7 * 24 * 3_600_000
"""An invitation that is over is forgotten so long after its end."""

log = structlog.get_logger(__name__)


class Issued(BaseModel):
    """An invitation of this agent, and what became of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    invitation: Invitation
    used_by: tuple[PeerIdText, ...] = ()
    is_revoked: bool = False


class _Stored(BaseModel):
    """invitations.json."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: Literal[1] = 1
    issued: tuple[Issued, ...] = ()


class Invitations:
    """Issues invitations, takes in who presents one, and presents those of others; every change is on disk before it counts."""

    def __init__(self, host: AgentHost, key: SigningKey, trust: TrustList, path: Path, max_issued: int = MAX_ISSUED) -> None:
        self._host = host
        self._key = key
        self._trust = trust
        self._path = path
        self._max_issued = max_issued
        self._issued = {one.invitation.nonce: one for one in read_model(path, _Stored).issued}

    def serve(self) -> None:
        """Let the host take this agent's invitations."""
        serve_joins(self._host, self._key, self._recognise, self._admit)

    def issued(self) -> tuple[Issued, ...]:
        """Every invitation that is remembered, the oldest first."""
        return tuple(self._issued.values())

    def invite(self, purpose: str, lifetime_s: float, uses: int, addresses: Iterable[str] = ()) -> Issued:
        """A new invitation to this agent, at its own addresses and at `addresses`, which come first.

        Errors: StoreUnreadableError (p2p.store.unreadable), also where too many are remembered.
        """
        invitation = Invitation(
            peer=self._key.peer_id,
            addresses=tuple(dict.fromkeys((*addresses, *self._host.addresses)))[:MAX_ADDRESSES],
            network=self._host.config.network,
            purpose=purpose,
            expires=now_ms() + round(lifetime_s * 1000),
            uses=uses,
            nonce=secrets.token_hex(8),
        )
        fresh = {nonce: one for nonce, one in self._issued.items() if one.invitation.expires + REMEMBER_MS > now_ms()}
        if len(fresh) >= self._max_issued:
            raise StoreUnreadableError("too many invitations are open", max_issued=self._max_issued)
        one = Issued(invitation=sign_invitation(invitation, self._key))
        self._write({**fresh, invitation.nonce: one})
        log.info("invitation.issued", nonce=invitation.nonce, purpose=purpose, uses=uses)
        return one

    def revoke(self, nonce: str) -> Issued:
        """Take an invitation back; who has used it stays trusted.

        Errors: InvitationUnknownError (p2p.invitation.unknown), StoreUnreadableError (p2p.store.unreadable).
        """
        if nonce not in self._issued:
            raise InvitationUnknownError("no such invitation was issued here", invitation_id=nonce[:64])
        one = self._issued[nonce].model_copy(update={"is_revoked": True})
        self._write({**self._issued, nonce: one})
        return one

    async def join(self, code: str, *, trust_back: bool, timeout_s: float) -> Invitation:
        """Use another agent's invitation: it trusts us then, and we trust it where `trust_back`.

        Errors: InvitationMalformedError (p2p.invitation.malformed), SignatureInvalidError (p2p.signature.invalid),
        PeerOtherNetworkError (p2p.peer.other_network), InvitationExpiredError (p2p.invitation.expired), PeerRevokedError
        (p2p.peer.revoked) and those of `p2p.protocols.join.join`.
        """
        invitation = decode_invitation(code)
        inviter = PeerId(invitation.peer)
        check_invitation(invitation, self._host.config.network, now_ms())
        if inviter in self._trust.revoked:
            raise PeerRevokedError("the inviter's key was revoked", peer=inviter)
        await join(self._host, self._key, invitation, timeout_s)
        if trust_back:
            self._trust.add(inviter, how="invitation")
        log.info("invitation.joined", peer=inviter, purpose=invitation.purpose)
        return invitation

    def _recognise(self, invitation: Invitation) -> None:
        known = self._issued.get(invitation.nonce)
        if known is None or known.invitation != invitation:
            raise InvitationUnknownError("the invitation was not issued here", invitation_id=invitation.nonce)

    async def _admit(self, request: JoinRequest, peer: PeerId) -> None:
        """Count one use, then trust `peer`; who comes again while it is trusted costs none."""
        self._use(self._issued[request.invitation.nonce], peer)
        self._trust.add(peer, how="invitation")
        log.info("invitation.used", peer=peer, nonce=request.invitation.nonce)
        await self._host.connect(peer, request.addresses)

    def _use(self, known: Issued, peer: PeerId) -> None:
        invitation = known.invitation
        if known.is_revoked:
            raise InvitationRevokedError("the invitation was taken back", invitation_id=invitation.nonce)
        if invitation.expires <= now_ms():
            raise InvitationExpiredError("its time is over", invitation_id=invitation.nonce)
        if peer in self._trust.revoked:
            raise PeerRevokedError("the key of the one who joins was revoked", peer=peer)
        if peer in known.used_by:
            if peer not in self._trust:
                raise PeerUntrustedError("the peer used it before and is not trusted any more", peer=peer)
            return
        if len(known.used_by) >= invitation.uses:
            raise InvitationUsedUpError("as many have used it as may", invitation_id=invitation.nonce)
        self._write({**self._issued, invitation.nonce: known.model_copy(update={"used_by": (*known.used_by, peer)})})

    def _write(self, issued: dict[str, Issued]) -> None:
        write_model(self._path, _Stored(issued=tuple(issued.values())))
        self._issued = issued
