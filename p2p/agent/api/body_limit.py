"""The local API's cap on the size of a request."""

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from p2p.agent.errors import RequestTooLargeError


class BodyLimit:
    """ASGI middleware: a request of more than `max_size_bytes` is answered with p2p.request.too_large, however it is sent."""

    def __init__(self, app: ASGIApp, max_size_bytes: int) -> None:
        self._app = app
        self._max_size_bytes = max_size_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body within the cap, then let the application have it in one piece."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = bytearray()
        is_complete = False
        while not is_complete:
            message = await receive()
            if message["type"] != "http.request":
                return
            body += message.get("body", b"")
            if len(body) > self._max_size_bytes:
                error = RequestTooLargeError("the request is too large", max_size_bytes=self._max_size_bytes)
                await JSONResponse(error.as_json(), status_code=error.http_status)(scope, receive, send)
                return
            is_complete = not message.get("more_body", False)
        await self._app(scope, _replayed(bytes(body), receive), send)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """The body once, and then whatever the server has to say."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_message() -> Message:
        return left.pop() if left else await receive()

    return next_message
