"""Bundles: pushing one, and the inbox where others' arrive."""

from collections.abc import AsyncGenerator

from fastapi import FastAPI
from fastapi.responses import StreamingResponse

from core.errors import CodedError
from core.ids import PeerId
from p2p.agent.api.schemas.bundles import InboxFacts, InboxRequest, PushProgress, PushRequest
from p2p.agent.context import AgentContext
from p2p.agent.pushing import Parcel, Pushes, make_parcel


def add_bundle_routes(app: FastAPI, agent: AgentContext) -> None:
    """Serve /bundles and /inbox."""
    pushes = Pushes(agent.host)

    @app.post("/bundles")
    async def push_one(body: PushRequest) -> StreamingResponse:  # pyright: ignore[reportUnusedFunction]
        parcel = await make_parcel(body.path, body.invitation)
        return StreamingResponse(_lines(pushes, body, parcel), media_type="application/x-ndjson")

    @app.get("/inbox")
    async def inbox() -> InboxFacts:  # pyright: ignore[reportUnusedFunction]
        return _facts(agent)

    @app.put("/inbox")
    async def open_inbox(body: InboxRequest) -> InboxFacts:  # pyright: ignore[reportUnusedFunction]
        agent.inbox.open(body.folder, body.arrived)
        return _facts(agent)

    @app.delete("/inbox")
    async def close_inbox() -> InboxFacts:  # pyright: ignore[reportUnusedFunction]
        agent.inbox.close()
        return _facts(agent)


async def _lines(pushes: Pushes, body: PushRequest, parcel: Parcel) -> AsyncGenerator[bytes]:
    waiting: list[CodedError] = []
    pushing = pushes.push(PeerId(body.peer), parcel, body.addresses, body.timeout_s, on_wait=waiting.append)
    sent_bytes = 0
    try:
        async for num_bytes in pushing:
            sent_bytes = num_bytes
            yield _line(parcel, sent_bytes, waiting=waiting.pop().as_json() if waiting else None)
        yield _line(parcel, sent_bytes, is_acknowledged=True)
    except CodedError as error:
        yield _line(parcel, sent_bytes, error=error.as_json())
    finally:
        await pushing.aclose()


def _line(parcel: Parcel, sent_bytes: int, **more: object) -> bytes:
    said = {"sha256": parcel.offer.sha256, "size_bytes": parcel.offer.size_bytes, "sent_bytes": sent_bytes, **more}
    return PushProgress.model_validate(said).model_dump_json().encode() + b"\n"


def _facts(agent: AgentContext) -> InboxFacts:
    store = agent.inbox.store
    if store is None:
        return InboxFacts(state="closed", num_received=agent.inbox.num_received)
    return InboxFacts(
        state="open",
        folder=str(store.folder),
        arrived=str(store.arrived),
        num_peers=len(store.accounts.peers),
        num_received=agent.inbox.num_received,
    )
