"""Tasks: what a peer is asked to do."""

import trio
from fastapi import FastAPI

from core.ids import PeerId
from p2p.agent.context import AgentContext
from p2p.agent.control import AskAnswer, AskRequest
from p2p.protocols.task import ask


def add_task_routes(app: FastAPI, agent: AgentContext) -> None:
    """Serve /ask."""

    @app.post("/ask")
    async def ask_peer(body: AskRequest) -> AskAnswer:  # pyright: ignore[reportUnusedFunction]
        started_s = trio.current_time()
        response = await ask(agent.host, agent.key, PeerId(body.peer), body.task, body.input, timeout_s=body.timeout_s)
        return AskAnswer(
            task_id=response.task_id,
            status=response.status,
            output=response.output,
            error=None if response.error is None else {"code": response.error.code, "message": response.error.message},
            provider=response.provider,
            duration_ms=response.duration_ms,
            latency_ms=round((trio.current_time() - started_s) * 1000, 2),
        )
