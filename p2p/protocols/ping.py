"""Ping: 32 bytes there and back, as every libp2p peer answers them.

Source: libp2p specs, ping. It needs no greeting: an echo says nothing of us, and a stock peer has none to offer.
"""

import secrets
from collections.abc import AsyncGenerator

import trio

from core.ids import PeerId
from p2p.errors import MessageMalformedError, MessageTruncatedError, PeerUnreachableError, StreamClosedError, StreamTimeoutError
from p2p.host import AgentHost
from p2p.stream import PeerStream

PROTOCOL = "/ipfs/ping/1.0.0"
SIZE_BYTES = 32
MAX_INBOUND = 32
MAX_ROUNDS = 1000
"""So many echoes one stream gets; whoever wants more opens another."""
IDLE_TIMEOUT_S = 60.0


def serve_pings(host: AgentHost) -> None:
    """Let `host` echo the pings of anyone."""
    host.serve(PROTOCOL, answer_pings, MAX_INBOUND, is_for_anyone=True)


async def answer_pings(stream: PeerStream) -> None:
    """Echo every 32 bytes until the peer ends its side or has had enough.

    Errors: MessageTruncatedError (p2p.message.truncated) and those of the stream.
    """
    for _ in range(MAX_ROUNDS):
        block = await _receive_block(stream, IDLE_TIMEOUT_S)
        if not block:
            return
        await stream.send_bytes(block, IDLE_TIMEOUT_S)


async def ping(host: AgentHost, peer: PeerId, num_pings: int, interval_s: float, timeout_s: float) -> AsyncGenerator[float | None]:
    """The round trip of one ping after the other in ms, None for one that was lost; a stream is kept as long as the peer keeps it.

    Errors, before the first ping: those of `AgentHost.open_stream`; later MessageMalformedError (p2p.message.malformed) where the
    peer echoes other bytes.
    """
    stream: PeerStream | None = await host.open_stream(peer, PROTOCOL, timeout_s)
    try:
        for index in range(num_pings):
            if index:
                await trio.sleep(interval_s)
            round_trip_ms, stream = await _try_twice(host, peer, stream, timeout_s)
            yield round_trip_ms
        if stream is not None:
            await stream.close()
    finally:
        if stream is not None:
            await stream.reset()


async def _try_twice(host: AgentHost, peer: PeerId, stream: PeerStream | None, timeout_s: float) -> tuple[float | None, PeerStream | None]:
    """One ping over `stream`, or over a new one: some peers end a stream that is old."""
    if stream is not None:
        try:
            return await _round_trip_ms(stream, timeout_s), stream
        except (StreamClosedError, MessageTruncatedError):
            await stream.reset()
        except StreamTimeoutError:
            await stream.reset()
            return None, None
    try:
        stream = await host.open_stream(peer, PROTOCOL, timeout_s)
        return await _round_trip_ms(stream, timeout_s), stream
    except (PeerUnreachableError, StreamClosedError, StreamTimeoutError, MessageTruncatedError):
        if stream is not None:
            await stream.reset()
        return None, None


async def _round_trip_ms(stream: PeerStream, timeout_s: float) -> float:
    block = secrets.token_bytes(SIZE_BYTES)
    started_s = trio.current_time()
    await stream.send_bytes(block, timeout_s)
    echo = await _receive_block(stream, timeout_s)
    if not echo:
        raise StreamClosedError("the peer ended the stream", peer=stream.peer)
    if echo != block:
        raise MessageMalformedError("the peer echoed other bytes", peer=stream.peer)
    return (trio.current_time() - started_s) * 1000


async def _receive_block(stream: PeerStream, timeout_s: float) -> bytes:
    """The next 32 bytes; none where the peer has ended its side."""
    block = b""
    while len(block) < SIZE_BYTES:
        data = await stream.receive_some(SIZE_BYTES - len(block), timeout_s)
        if not data and block:
            raise MessageTruncatedError("the stream ended inside a ping", received_bytes=len(block))
        if not data:
            break
        block += data
    return block
