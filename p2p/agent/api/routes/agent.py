"""The agent itself: who it is, whether it runs, its end."""

import os

from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse
from starlette.background import BackgroundTask

from p2p.agent.api.schemas.agent import AgentFacts
from p2p.agent.context import AgentContext


def add_agent_routes(app: FastAPI, agent: AgentContext) -> None:
    """Serve /health, /id and /stop."""

    @app.get("/health")
    async def health() -> dict[str, str]:  # pyright: ignore[reportUnusedFunction]
        return {"status": "stopping" if agent.stopping.is_set() else "running"}

    @app.get("/id")
    async def identity() -> AgentFacts:  # pyright: ignore[reportUnusedFunction]
        host = agent.host
        return AgentFacts(
            peer_id=host.peer_id, addresses=host.addresses, network=host.config.network, pid=os.getpid(), worker_pid=agent.worker_pid
        )

    @app.post("/stop", status_code=202, response_model=dict[str, str])
    async def stop() -> Response:  # pyright: ignore[reportUnusedFunction]
        async def set_stopping() -> None:
            agent.stopping.set()

        # In the background, that is, once the answer is on its way.
        return JSONResponse({"status": "stopping"}, status_code=202, background=BackgroundTask(set_stopping))
