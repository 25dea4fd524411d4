"""A stream: frames and bytes to and from one verified peer, every wait bounded."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import trio

from core.ids import PeerId
from p2p.compat import BaseLibp2pError, NetStream, StreamEOF, is_shutting_down
from p2p.errors import StreamClosedError, StreamTimeoutError
from p2p.scopes import shielded
from p2p.wire.framing import FrameDecoder, encode_frame

READ_BYTES = 262_144
SEND_TIMEOUT_S = 30.0
_CLOSE_GRACE_S = 5.0


class PeerStream:
    """One stream with `peer`, whose identity Noise has verified.

    A receive that timed out or was cancelled has lost nothing and may be repeated; a send that did is over: the
    stream is reset, since the peer may have half a message.
    """

    def __init__(self, raw: NetStream, peer: PeerId, protocol: str) -> None:
        self.peer = peer
        self.protocol = protocol
        self.num_bytes_sent = 0
        self.num_bytes_received = 0
        self._raw = raw
        self._decoder = FrameDecoder(0)
        self._has_ended = False
        self._is_closed = False

    @property
    def is_lost(self) -> bool:
        """Whether the connection under the stream has ended; a stream that the peer alone broke off is not lost."""
        return is_shutting_down(self._raw.muxed_conn)

    async def send_frame(self, payload: bytes, timeout_s: float = SEND_TIMEOUT_S) -> None:
        """Send `payload` with its length in front.

        Errors: StreamClosedError (p2p.stream.closed), StreamTimeoutError (p2p.stream.timeout).
        """
        await self.send_bytes(encode_frame(payload), timeout_s)

    async def send_bytes(self, data: bytes, timeout_s: float = SEND_TIMEOUT_S) -> None:
        """Send `data` as it is; pieces of 64 KiB and more are fast.

        Errors: those of `send_frame`.
        """
        is_sent = False
        try:
            with trio.move_on_after(timeout_s):
                async with _stream_errors():
                    await self._raw.write(data)
                is_sent = True
        finally:
            if not is_sent:
                await self.reset()
        if not is_sent:
            raise StreamTimeoutError("the peer does not take what is sent", peer=self.peer, timeout_s=timeout_s)
        self.num_bytes_sent += len(data)

    async def receive_frame(self, max_size_bytes: int, timeout_s: float) -> bytes:
        """The next whole message.

        Errors: MessageTooLargeError (p2p.message.too_large), MessageMalformedError (p2p.message.malformed),
        MessageTruncatedError (p2p.message.truncated), StreamClosedError (p2p.stream.closed) at the end of the
        stream, StreamTimeoutError (p2p.stream.timeout).
        """
        self._decoder.max_size_bytes = max_size_bytes
        with trio.move_on_after(timeout_s):
            while (frame := self._decoder.next_frame()) is None:
                data = await self._read(READ_BYTES)
                if not data:
                    self._decoder.end()
                    raise StreamClosedError("the stream has ended", peer=self.peer)
                self._decoder.feed(data)
            return frame
        raise StreamTimeoutError("no message in time", peer=self.peer, timeout_s=timeout_s)

    async def receive_some(self, max_bytes: int, timeout_s: float) -> bytes:
        """Up to `max_bytes` of raw bytes; empty when the peer has ended its side (a dead connection raises instead).

        Errors: StreamClosedError (p2p.stream.closed), StreamTimeoutError (p2p.stream.timeout).
        """
        if rest := self._decoder.take_rest(max_bytes):
            return rest
        with trio.move_on_after(timeout_s):
            return await self._read(max_bytes)
        raise StreamTimeoutError("no bytes in time", peer=self.peer, timeout_s=timeout_s)

    async def close_write(self) -> None:
        """Tell the peer that nothing more will be sent.

        Errors: StreamClosedError (p2p.stream.closed).
        """
        async with _stream_errors():
            await self._raw.close_write()

    async def close(self) -> None:
        """End the stream once the peer has ended its side too; reset it where the peer does not."""
        if self._is_closed:
            return
        self._is_closed = True
        try:
            with trio.move_on_after(_CLOSE_GRACE_S):
                await self.close_write()
                while not self._has_ended:
                    await self._read(READ_BYTES)
                await self._raw.close()
        except StreamClosedError:
            self._has_ended = False
        finally:
            if not self._has_ended:
                await self._reset()

    async def reset(self) -> None:
        """Break the stream off at once, in both directions."""
        if not self._is_closed:
            self._is_closed = True
            await self._reset()

    async def _reset(self) -> None:
        with shielded(1.0):
            await self._raw.reset()

    async def _read(self, max_bytes: int) -> bytes:
        if self._has_ended:
            return b""
        try:
            async with _stream_errors():
                data = await self._raw.read(max_bytes)
        except StreamEOF as error:
            if self.is_lost:
                raise StreamClosedError("the connection has ended", peer=self.peer) from error
            data = b""
        self._has_ended = not data
        self.num_bytes_received += len(data)
        return data


@asynccontextmanager
async def _stream_errors() -> AsyncGenerator[None]:
    try:
        yield
    except StreamEOF:
        raise
    except (BaseLibp2pError, OSError) as error:
        raise StreamClosedError("the stream was broken off", reason=type(error).__name__) from error
