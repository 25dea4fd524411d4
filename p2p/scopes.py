"""Scopes: clean-up that ends although it is shielded, tasks that end with their owner."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import trio


def shielded(timeout_s: float) -> trio.CancelScope:
    """A scope that only its own deadline cancels."""
    scope = trio.move_on_after(timeout_s)
    scope.shield = True
    return scope


@asynccontextmanager
async def background() -> AsyncGenerator[trio.Nursery]:
    """A nursery whose tasks are cancelled when it is left; what the caller raises passes as it is, in no group."""
    error: Exception | None = None
    async with trio.open_nursery() as nursery:
        try:
            yield nursery
        except Exception as raised:
            error = raised
        nursery.cancel_scope.cancel()
    if error is not None:
        raise error
