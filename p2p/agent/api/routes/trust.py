"""Trust: whose requests are served."""

from fastapi import FastAPI

from core.ids import PeerId, parse_peer_id
from p2p.agent.api.schemas.trust import TrustFacts, TrustRequest
from p2p.agent.context import AgentContext
from p2p.agent.errors import RequestInvalidError


def add_trust_routes(app: FastAPI, agent: AgentContext) -> None:
    """Serve /trust."""

    @app.get("/trust")
    async def trusted() -> list[str]:  # pyright: ignore[reportUnusedFunction]
        return list(agent.trust.list())

    @app.get("/trust/reasons")
    async def reasons() -> list[TrustFacts]:  # pyright: ignore[reportUnusedFunction]
        return _facts(agent)

    @app.post("/trust")
    async def trust(body: TrustRequest) -> list[str]:  # pyright: ignore[reportUnusedFunction]
        if body.peer == agent.key.peer_id:
            raise RequestInvalidError("it is this agent's own id; trust is for others", field="peer")
        agent.trust.add(PeerId(body.peer), name=body.name, is_forced=body.is_forced)
        return list(agent.trust.list())

    @app.delete("/trust/{peer}")
    async def distrust(peer: str) -> list[str]:  # pyright: ignore[reportUnusedFunction]
        agent.trust.remove(parse_peer_id(peer))
        return list(agent.trust.list())


def _facts(agent: AgentContext) -> list[TrustFacts]:
    """The trusted peers, then the revoked ones, each sorted by id."""
    trusted = [
        TrustFacts(peer_id=peer, name=why.name, added_at_s=why.added_at_s, how=why.how, previous=why.previous)
        for peer, why in sorted(agent.trust.reasons.items())
    ]
    revoked = [
        TrustFacts(peer_id=peer, name=None, added_at_s=at_s, how="revoked", previous=None)
        for peer, at_s in sorted(agent.trust.revoked.items())
    ]
    return trusted + revoked
