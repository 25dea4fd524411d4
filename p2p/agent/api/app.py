"""The local API: what the user's own programs ask of a running agent, over HTTP on its private socket."""

import json

import structlog
import trio
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from core.errors import CodedError
from p2p.agent.api.body_limit import BodyLimit
from p2p.agent.api.routes.agent import add_agent_routes
from p2p.agent.api.routes.bundles import add_bundle_routes
from p2p.agent.api.routes.capabilities import add_capability_routes
from p2p.agent.api.routes.clean import add_clean_routes
from p2p.agent.api.routes.corpora import add_corpus_routes
from p2p.agent.api.routes.events import add_event_routes
from p2p.agent.api.routes.identity import add_identity_routes
from p2p.agent.api.routes.invitations import add_invitation_routes
from p2p.agent.api.routes.metrics import add_metrics_routes
from p2p.agent.api.routes.peers import add_peer_routes
from p2p.agent.api.routes.ping import add_ping_routes
from p2p.agent.api.routes.sessions import add_session_routes
from p2p.agent.api.routes.tasks import add_task_routes
from p2p.agent.api.routes.trust import add_trust_routes
from p2p.agent.api.schemas.agent import MAX_BODY_BYTES, ErrorAnswer
from p2p.agent.context import AgentContext
from p2p.agent.errors import AgentInternalError, RequestInvalidError, RouteUnknownError

log = structlog.get_logger(__name__)


def build_api(agent: AgentContext, sessions: trio.Nursery) -> FastAPI:
    """The application, whose sessions run in the nursery `sessions`; every answer that is no success is an `ErrorAnswer` with the code's status; /openapi.json describes them all."""
    refusals = {status: {"model": ErrorAnswer, "description": "refused: see the code"} for status in ("4XX", "5XX")}
    app = FastAPI(title="P2P agent", docs_url=None, redoc_url=None, responses={**refusals})
    app.add_middleware(BodyLimit, max_size_bytes=MAX_BODY_BYTES)
    _answer_errors(app)
    add_agent_routes(app, agent)
    add_peer_routes(app, agent)
    add_trust_routes(app, agent)
    add_event_routes(app, agent)
    add_invitation_routes(app, agent)
    add_identity_routes(app, agent)
    add_ping_routes(app, agent)
    add_task_routes(app, agent)
    add_corpus_routes(app, agent)
    add_capability_routes(app, agent)
    add_session_routes(app, agent, sessions)
    add_clean_routes(app, agent)
    add_metrics_routes(app, agent)
    add_bundle_routes(app, agent)
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


def _answer(error: CodedError) -> Response:
    # In ASCII: what an error quotes may be half a surrogate pair, which UTF-8 cannot say.
    return Response(json.dumps(error.as_json()), status_code=error.http_status, media_type="application/json")
