"""Who takes part: Alice asks, Bob provides, Carol comes between."""

from contextlib import asynccontextmanager

from core.signing.keys import SigningKey

ALICE, BOB, CAROL = (SigningKey.from_seed(letter * 32) for letter in (b"a", b"b", b"c"))


@asynccontextmanager
async def running(host):
    async with host.run():
        yield host
