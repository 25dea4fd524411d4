"""Hang-up: what a program asked of the local API ends when the program does."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import trio
from fastapi import Request, Response

from p2p.scopes import background

NOBODY_LISTENS = 499


@asynccontextmanager
async def until_hangup(request: Request) -> AsyncGenerator[None]:
    """Leave the block early when the client of `request` is gone; nobody hears the answer then."""
    async with background() as nursery:
        nursery.start_soon(_watch, request, nursery.cancel_scope)
        yield


def unheard() -> Response:
    """The answer to a client that is gone."""
    return Response(status_code=NOBODY_LISTENS)


async def _watch(request: Request, scope: trio.CancelScope) -> None:
    message = await request.receive()
    while message["type"] != "http.disconnect":
        message = await request.receive()
    scope.cancel()
