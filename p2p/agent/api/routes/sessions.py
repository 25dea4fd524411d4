"""Training sessions that this agent coordinates."""

import trio
from fastapi import FastAPI

from p2p.agent.api.schemas.agent import SessionStarted
from p2p.agent.context import AgentContext
from p2p.agent.training.sessions import SessionReport, SessionRequest


def add_session_routes(app: FastAPI, agent: AgentContext, nursery: trio.Nursery) -> None:
    """Serve /sessions; they run in `nursery`."""

    @app.post("/sessions", status_code=201)
    async def start(body: SessionRequest) -> SessionStarted:  # pyright: ignore[reportUnusedFunction]
        return SessionStarted(session_id=await agent.coordinator.start(body, nursery))

    @app.get("/sessions")
    async def sessions() -> list[str]:  # pyright: ignore[reportUnusedFunction]
        return list(agent.coordinator.session_ids())

    @app.get("/sessions/{session_id}")
    async def report(session_id: str) -> SessionReport:  # pyright: ignore[reportUnusedFunction]
        return agent.coordinator.report(session_id)

    @app.delete("/sessions/{session_id}")
    async def cancel(session_id: str) -> SessionReport:  # pyright: ignore[reportUnusedFunction]
        agent.coordinator.cancel(session_id)
        return agent.coordinator.report(session_id)
