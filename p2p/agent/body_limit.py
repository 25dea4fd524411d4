"""The local API's cap on the size of a request."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from p2p.agent.errors import RequestTooLargeError


class BodyLimit:
    """ASGI middleware: a request of more than `max_size_bytes` is answered with p2p.request.too_large, and never held in memory."""

    def __init__(self, app: ASGIApp, max_size_bytes: int) -> None:
        self._app = app
        self._max_size_bytes = max_size_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting its body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Request(scope).headers.get("content-length", "0")
        if announced.isdecimal() and int(announced) > self._max_size_bytes:
            await self._refuse(scope, receive, send)
            return
        received_bytes = 0

        async def counted() -> Message:
            nonlocal received_bytes
            message = await receive()
            received_bytes += len(message.get("body", b""))
            if received_bytes > self._max_size_bytes:
                raise RequestTooLargeError("the request is too large", max_size_bytes=self._max_size_bytes)
            return message

        await self._app(scope, counted, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        error = RequestTooLargeError("the request is too large", max_size_bytes=self._max_size_bytes)
        await JSONResponse(error.as_json(), status_code=error.http_status)(scope, receive, send)
