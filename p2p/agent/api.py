"""The local API: what the user's own programs ask of a running agent, over HTTP on its private socket."""

import os

import structlog
import trio
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException

from core.errors import CodedError
from core.ids import PeerId, parse_peer_id
from p2p.agent.body_limit import BodyLimit
from p2p.agent.context import AgentContext
from p2p.agent.control import (
    MAX_BODY_BYTES,
    AgentFacts,
    AskAnswer,
    AskRequest,
    ConnectRequest,
    CorpusImport,
    PeerFacts,
    SessionStarted,
    TrustRequest,
)
from p2p.agent.errors import AgentInternalError, RequestInvalidError, RouteUnknownError
from p2p.agent.imports import import_file
from p2p.agent.sessions import SessionReport, SessionRequest
from p2p.protocols.task import ask

MAX_IMPORT_BYTES = 4 * 2**30

log = structlog.get_logger(__name__)


def build_api(agent: AgentContext, sessions: trio.Nursery) -> FastAPI:
    """The application, whose sessions run in the nursery `sessions`; every answer that is no success is `{code, message, context}` with the code's status."""
    app = FastAPI(title="P2P agent", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(BodyLimit, max_size_bytes=MAX_BODY_BYTES)
    _answer_errors(app)
    _add_agent_routes(app, agent)
    _add_peer_routes(app, agent)
    _add_session_routes(app, agent, sessions)
    return app


def _answer_errors(app: FastAPI) -> None:
    @app.exception_handler(CodedError)
    async def coded(_: Request, error: CodedError) -> Response:  # pyright: ignore[reportUnusedFunction]
        return _answer(error)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:  # pyright: ignore[reportUnusedFunction]
        first = error.errors()[0]
        path = ".".join(str(part) for part in first["loc"])
        return _answer(RequestInvalidError(f"{path}: {first['msg']}", field=path))

    @app.exception_handler(HTTPException)
    async def unknown(request: Request, error: HTTPException) -> Response:  # pyright: ignore[reportUnusedFunction]
        if error.status_code in (404, 405):
            return _answer(RouteUnknownError("no such route", method=request.method, path=request.url.path[:200]))
        return _answer(RequestInvalidError(str(error.detail)))

    @app.exception_handler(Exception)
    async def internal(request: Request, error: Exception) -> Response:  # pyright: ignore[reportUnusedFunction]
        log.error("api.failed", path=request.url.path, exc_info=error)
        return _answer(AgentInternalError("the agent failed on this request; its log says why", path=request.url.path))


def _answer(error: CodedError) -> JSONResponse:
    return JSONResponse(error.as_json(), status_code=error.http_status)


def _add_agent_routes(app: FastAPI, agent: AgentContext) -> None:
    @app.get("/health")
    async def health() -> dict[str, str]:  # pyright: ignore[reportUnusedFunction]
        return {"status": "stopping" if agent.stopping.is_set() else "running"}

    @app.get("/id")
    async def identity() -> AgentFacts:  # pyright: ignore[reportUnusedFunction]
        host = agent.host
        return AgentFacts(
            peer_id=host.peer_id, addresses=host.addresses, network=host.config.network, pid=os.getpid(), worker_pid=agent.worker_pid
        )

    @app.post("/stop")
    async def stop() -> Response:  # pyright: ignore[reportUnusedFunction]
        async def set_stopping() -> None:
            agent.stopping.set()

        # In the background, that is, once the answer is on its way.
        return JSONResponse({"status": "stopping"}, status_code=202, background=BackgroundTask(set_stopping))

    @app.post("/corpora", status_code=201)
    async def import_corpus(body: CorpusImport) -> dict[str, str]:  # pyright: ignore[reportUnusedFunction]
        target = agent.home.corpus_path(body.name)
        await trio.to_thread.run_sync(import_file, body.path, target, MAX_IMPORT_BYTES)
        return {"corpus": body.name}


def _add_peer_routes(app: FastAPI, agent: AgentContext) -> None:
    @app.get("/peers")
    async def peers() -> list[PeerFacts]:  # pyright: ignore[reportUnusedFunction]
        return _peer_facts(agent)

    @app.post("/peers")
    async def connect(body: ConnectRequest) -> list[PeerFacts]:  # pyright: ignore[reportUnusedFunction]
        await agent.host.connect(PeerId(body.peer), body.addresses)
        return [facts for facts in _peer_facts(agent) if facts.peer_id == body.peer]

    @app.get("/trust")
    async def trusted() -> list[str]:  # pyright: ignore[reportUnusedFunction]
        return list(agent.trust.list())

    @app.post("/trust")
    async def trust(body: TrustRequest) -> list[str]:  # pyright: ignore[reportUnusedFunction]
        agent.trust.add(PeerId(body.peer))
        return list(agent.trust.list())

    @app.delete("/trust/{peer}")
    async def distrust(peer: str) -> list[str]:  # pyright: ignore[reportUnusedFunction]
        agent.trust.remove(parse_peer_id(peer))
        return list(agent.trust.list())

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


def _add_session_routes(app: FastAPI, agent: AgentContext, nursery: trio.Nursery) -> None:
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


def _peer_facts(agent: AgentContext) -> list[PeerFacts]:
    """Every peer that is known or trusted, sorted by id."""
    known = agent.host.known_peers()
    facts: list[PeerFacts] = []
    for peer in sorted({*known, *agent.trust.list()}):
        record = known.get(peer)
        facts.append(
            PeerFacts(
                peer_id=peer,
                addresses=record.addresses if record else (),
                is_connected=record.is_connected if record else False,
                is_trusted=peer in agent.trust,
                last_seen_s=record.last_seen_s if record else None,
            )
        )
    return facts
