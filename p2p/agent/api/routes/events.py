"""Events: what happens to peers, as it happens."""

from collections.abc import AsyncGenerator

import trio
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

from core.ids import PeerId
from p2p.agent.api.schemas.events import KEEP_ALIVE_S, PeerHappening
from p2p.agent.context import AgentContext
from p2p.clock import now_s
from p2p.events import PeerEvent


def add_event_routes(app: FastAPI, agent: AgentContext) -> None:
    """Serve /peers/events: JSON lines until the reader leaves or the agent ends."""

    @app.get("/peers/events")
    async def events() -> StreamingResponse:  # pyright: ignore[reportUnusedFunction]
        return StreamingResponse(_lines(agent), media_type="application/x-ndjson")


async def _lines(agent: AgentContext) -> AsyncGenerator[bytes]:
    # Heard from before it is looked, so that nothing falls between the two.
    with agent.host.peer_events() as happenings:
        for peer in sorted({*agent.host.known_peers(), *agent.trust.list()}):
            yield _line(agent, "known", peer)
        while not agent.stopping.is_set():
            happening: PeerEvent | None = None
            with trio.move_on_after(KEEP_ALIVE_S):
                happening = await happenings.receive()
            yield b"\n" if happening is None else _line(agent, happening.kind, happening.peer)


def _line(agent: AgentContext, event: str, peer: PeerId) -> bytes:
    happening = PeerHappening.model_validate(
        {
            "event": event,
            "peer_id": peer,
            "is_connected": peer in agent.host.connected_peers(),
            "is_trusted": peer in agent.trust,
            "at_s": round(now_s(), 3),
        }
    )
    return happening.model_dump_json().encode() + b"\n"
