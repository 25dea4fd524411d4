"""The remote's HTTP side: GET, HEAD, POST and PUT of objects for whoever has the token, one log line a request."""

import time
from collections.abc import AsyncGenerator

import structlog
import trio
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.types import Message, Receive, Scope, Send

from core.errors import CodedError
from p2p.agent.remote.access import HEADER, is_token
from p2p.agent.remote.errors import (
    RemoteMethodError,
    RemoteQuotaError,
    RemoteReadOnlyError,
    RemoteStorageError,
    RemoteTokenWrongError,
    RemoteUploadStalledError,
)
from p2p.agent.remote.objects import ObjectStore

MAX_UPLOADS = 16
"""So many at once are taken in; further ones wait."""

STALLED_AFTER_S = 60.0
MAX_DRAINED_BYTES = 256 * 2**20
"""So much of a refused upload is read, so that its sender reads the refusal instead of a broken connection."""

log = structlog.get_logger(__name__)


class RemoteApi:
    """The ASGI application over one open store."""

    def __init__(self, store: ObjectStore, token: str, *, is_read_only: bool = False, stalled_after_s: float = STALLED_AFTER_S) -> None:
        self._store = store
        self._token = token
        self._is_read_only = is_read_only
        self._stalled_after_s = stalled_after_s
        self._uploads = trio.CapacityLimiter(MAX_UPLOADS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, and log it with the status and the bytes that were really sent."""
        if scope["type"] == "lifespan":
            await _confirm_lifespan(receive, send)
        if scope["type"] != "http":
            return
        request, started_s = Request(scope, receive), time.monotonic()
        said: dict[str, int] = {"status": 0, "sent_bytes": 0}

        async def sending(message: Message) -> None:
            said["status"] = message.get("status", said["status"])
            said["sent_bytes"] += len(message.get("body", b""))
            await send(message)

        try:
            answer = await self._answer(request)
            await answer(scope, receive, sending)
        finally:
            log.info(
                "remote.request",
                method=request.method,
                path=request.url.path[:200],
                client=request.client.host if request.client else None,
                duration_ms=round((time.monotonic() - started_s) * 1000, 1),
                used_bytes=self._store.used_bytes,
                **said,
            )

    async def _answer(self, request: Request) -> Response:
        try:
            if not is_token(request.headers.get(HEADER), self._token):
                raise RemoteTokenWrongError(f"send the remote's token in the header {HEADER}")
            match request.method:
                case "GET" | "HEAD":
                    return FileResponse(self._store.found(request.url.path), media_type="application/octet-stream")
                case "POST" | "PUT":
                    return await self._take(request)
                case method:
                    raise RemoteMethodError("no such method", method=method[:20])
        except CodedError as error:
            if request.method == "HEAD":
                return Response(status_code=error.http_status)
            return JSONResponse(error.as_json(), status_code=error.http_status)

    async def _take(self, request: Request) -> Response:
        if self._is_read_only:
            raise RemoteReadOnlyError("this remote was started with --read-only")
        self._store.path_of(request.url.path)
        async with self._uploads:
            pieces = self._pieces(request)
            try:
                with self._store.upload(request.url.path) as upload:
                    async for piece in pieces:
                        upload.write(piece)
                    await trio.to_thread.run_sync(upload.keep)
            except (RemoteQuotaError, RemoteStorageError):
                await _drain(pieces)
                raise
        return Response(status_code=201)

    async def _pieces(self, request: Request) -> AsyncGenerator[bytes]:
        """The body as it comes, as long as it comes.

        Errors: RemoteUploadStalledError (p2p.remote.upload_stalled).
        """
        stream = request.stream()
        try:
            while True:
                with trio.fail_after(self._stalled_after_s):
                    piece = await anext(stream, None)
                if piece is None:
                    return
                yield piece
        except trio.TooSlowError as error:
            raise RemoteUploadStalledError("nothing of the upload came any more", after_s=self._stalled_after_s) from error
        except ClientDisconnect as error:
            raise RemoteUploadStalledError("the upload was broken off") from error


async def _drain(pieces: AsyncGenerator[bytes]) -> None:
    left = MAX_DRAINED_BYTES
    async for piece in pieces:
        left -= len(piece)
        if left < 0:
            return


async def _confirm_lifespan(receive: Receive, send: Send) -> None:
    for kind in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{kind}.complete"})
