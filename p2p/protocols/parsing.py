"""Parsing of large messages, beside the loop that everybody waits for."""

from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

import trio

MAX_BYTES_ON_THE_LOOP = 65_536

Result = TypeVar("Result")
Arguments = TypeVarTuple("Arguments")


async def off_the_loop(raw: bytes, parse: Callable[[bytes, *Arguments], Result], *arguments: *Arguments) -> Result:
    """What `parse` makes of `raw`; in a thread where `raw` is large."""
    if len(raw) <= MAX_BYTES_ON_THE_LOOP:
        return parse(raw, *arguments)
    return await trio.to_thread.run_sync(parse, raw, *arguments)
