"""Invitations: issuing one, taking one back, using another's."""

from fastapi import FastAPI

from p2p.agent.api.schemas.invitations import InvitationFacts, InviteRequest, JoinCode, Joined
from p2p.agent.context import AgentContext
from p2p.agent.peers.invitations import Issued
from p2p.clock import now_ms
from p2p.wire.invitation import encode_invitation

JOIN_TIMEOUT_S = 20.0


def add_invitation_routes(app: FastAPI, agent: AgentContext) -> None:
    """Serve /invitations and /join."""

    @app.post("/invitations", status_code=201)
    async def invite(body: InviteRequest) -> InvitationFacts:  # pyright: ignore[reportUnusedFunction]
        return _facts(agent.invitations.invite(body.purpose, body.lifetime_s, body.uses, body.addresses))

    @app.get("/invitations")
    async def issued() -> list[InvitationFacts]:  # pyright: ignore[reportUnusedFunction]
        return [_facts(one) for one in agent.invitations.issued()]

    @app.delete("/invitations/{invitation_id}")
    async def revoke(invitation_id: str) -> InvitationFacts:  # pyright: ignore[reportUnusedFunction]
        return _facts(agent.invitations.revoke(invitation_id))

    @app.post("/join")
    async def join(body: JoinCode) -> Joined:  # pyright: ignore[reportUnusedFunction]
        invitation = await agent.invitations.join(body.code, trust_back=body.trust_back, timeout_s=JOIN_TIMEOUT_S)
        is_trusted = invitation.peer in agent.trust
        return Joined(peer_id=invitation.peer, network=invitation.network, purpose=invitation.purpose, is_trusted=is_trusted)


def _facts(one: Issued) -> InvitationFacts:
    invitation = one.invitation
    return InvitationFacts(
        invitation_id=invitation.nonce,
        code=encode_invitation(invitation),
        purpose=invitation.purpose,
        addresses=invitation.addresses,
        expires_at_s=invitation.expires / 1000,
        uses=invitation.uses,
        used_by=one.used_by,
        state=_state(one),
    )


def _state(one: Issued) -> str:
    if one.is_revoked:
        return "revoked"
    if len(one.used_by) >= one.invitation.uses:
        return "used up"
    return "expired" if one.invitation.expires <= now_ms() else "open"
