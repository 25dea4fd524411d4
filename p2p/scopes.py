"""Scopes: clean-up that ends although it is shielded, tasks that end with their owner."""

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TypeVar

import trio

Value = TypeVar("Value")


def shielded(timeout_s: float) -> trio.CancelScope:
    """A scope that only its own deadline cancels."""
    scope = trio.move_on_after(timeout_s)
    scope.shield = True
    return scope


@asynccontextmanager
async def unwrapped(context: AbstractAsyncContextManager[Value]) -> AsyncGenerator[Value]:
    """`context`, which may hold nurseries; what the caller raises inside passes as it is, in no exception group."""
    error: Exception | None = None
    async with context as value:
        try:
            yield value
        except Exception as raised:  # noqa: BLE001 - raised again below
            error = raised
    if error is not None:
        raise error


@asynccontextmanager
async def background() -> AsyncGenerator[trio.Nursery]:
    """A nursery whose tasks are cancelled when it is left; what the caller raises passes as it is."""
    error: Exception | None = None
    async with trio.open_nursery() as nursery:
        try:
            yield nursery
        except Exception as raised:  # noqa: BLE001 - raised again below
            error = raised
        nursery.cancel_scope.cancel()
    if error is not None:
        raise error
