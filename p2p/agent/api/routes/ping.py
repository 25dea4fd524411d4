"""Pings: is a peer there, and how far away?"""

from contextlib import aclosing

from fastapi import FastAPI

from core.ids import PeerId
from p2p.agent.api.schemas.ping import PingAnswer, PingRequest
from p2p.agent.context import AgentContext
from p2p.protocols.ping import ping


def add_ping_routes(app: FastAPI, agent: AgentContext) -> None:
    """Serve /ping."""

    @app.post("/ping")
    async def ping_peer(body: PingRequest) -> PingAnswer:  # pyright: ignore[reportUnusedFunction]
        async with aclosing(ping(agent.host, PeerId(body.peer), body.count, body.interval_s, body.timeout_s)) as round_trips:
            times_ms = tuple([time_ms async for time_ms in round_trips])
        return PingAnswer.of(body.peer, times_ms)
