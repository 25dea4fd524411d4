"""Identity: keys that are not to be trusted any more, and who has been told."""

from fastapi import FastAPI

from core.ids import PeerId
from p2p.agent.api.schemas.identity import Announced, RevocationRequest
from p2p.agent.context import AgentContext


def add_identity_routes(app: FastAPI, agent: AgentContext) -> None:
    """Serve /identity."""

    @app.get("/identity")
    async def announced() -> Announced:  # pyright: ignore[reportUnusedFunction]
        return Announced(peer_id=agent.key.peer_id, untold=agent.statements.untold())

    @app.post("/identity/revocations")
    async def revoke(body: RevocationRequest) -> Announced:  # pyright: ignore[reportUnusedFunction]
        if body.peer == agent.key.peer_id:
            agent.statements.revoke_own()
        else:
            agent.trust.revoke(PeerId(body.peer))
        return await announced()
