"""A stream: frames and bytes to and from one verified peer, every wait bounded."""

from collections import deque
from collections.abc import Callable
from functools import partial

import trio

from core.ids import PeerId
from p2p.errors import StreamClosedError, StreamTimeoutError
from p2p.transport.muxed_stream import MuxedStream
from p2p.wire.framing import MAX_VARINT_BYTES, FrameDecoder, encode_frame

READ_BYTES = 262_144
SEND_TIMEOUT_S = 30.0
_CLOSE_GRACE_S = 5.0
_MAX_CHECKED_BYTES = 1024


class PeerStream:
    """One stream with `peer`, whose identity Noise has verified.

    A receive that timed out or was cancelled has lost nothing and may be repeated; a send that did is over: the
    stream is reset, since the peer may have half a message.
    """

    def __init__(self, raw: MuxedStream, peer: PeerId, protocol: str) -> None:
        self.peer = peer
        self.protocol = protocol
        self.num_bytes_sent = 0
        self.num_bytes_received = 0
        self._raw = raw
        self._decoder = FrameDecoder(0)
        self._held = b""
        self._checks: deque[Callable[[bytes], None]] = deque()
        self._is_closed = False

    @property
    def is_lost(self) -> bool:
        """Whether the connection under the stream has ended; a stream that the peer alone broke off is not lost."""
        return self._raw.muxed_conn.is_closed

    async def send_frame(self, payload: bytes, timeout_s: float = SEND_TIMEOUT_S) -> None:
        """Send `payload` with its length in front.

        Errors: StreamClosedError (p2p.stream.closed), StreamTimeoutError (p2p.stream.timeout).
        """
        await self.send_bytes(encode_frame(payload), timeout_s)

    async def send_bytes(self, data: bytes, timeout_s: float = SEND_TIMEOUT_S) -> None:
        """Send `data` as it is; pieces of 64 KiB and more are fast.

        Errors: those of `send_frame`.
        """
        if self._held:
            data, self._held = self._held + data, b""
        if (size := self._raw.write_now(data)) < len(data):
            await self._send_rest(memoryview(data)[size:], timeout_s)
        self.num_bytes_sent += len(data)

    def hold(self, data: bytes) -> None:
        """Send `data` in front of what is sent next, in one frame with it, or before the peer is waited for."""
        self._held += data

    async def _send_rest(self, data: memoryview, timeout_s: float) -> None:
        is_sent = False
        try:
            with trio.move_on_after(timeout_s):
                await self._raw.write(data)
                is_sent = True
        finally:
            if not is_sent:
                await self.reset()
        if not is_sent:
            raise StreamTimeoutError("the peer does not take what is sent", peer=self.peer, timeout_s=timeout_s)

    async def receive_frame(self, max_size_bytes: int, timeout_s: float | None) -> bytes:
        """The next whole message; without `timeout_s` the caller's own scope bounds the wait.

        Errors: MessageTooLargeError (p2p.message.too_large), MessageMalformedError (p2p.message.malformed),
        MessageTruncatedError (p2p.message.truncated), StreamClosedError (p2p.stream.closed) at the end of the
        stream, StreamTimeoutError (p2p.stream.timeout).
        """
        if not self._checks and (frame := self._frame_at_hand(max_size_bytes)) is not None:
            return frame
        if timeout_s is None:
            await self._check()
            return await self._next_frame(max_size_bytes)
        with trio.move_on_after(timeout_s):
            await self._check()
            return await self._next_frame(max_size_bytes)
        raise StreamTimeoutError("no message in time", peer=self.peer, timeout_s=timeout_s)

    async def receive_some(self, max_bytes: int, timeout_s: float) -> bytes:
        """Up to `max_bytes` of raw bytes; empty when the peer has ended its side (a dead connection raises instead).

        Errors: StreamClosedError (p2p.stream.closed), StreamTimeoutError (p2p.stream.timeout).
        """
        with trio.move_on_after(timeout_s):
            await self._check()
            if rest := self._decoder.take_rest(max_bytes):
                return rest
            return await self._read(max_bytes)
        raise StreamTimeoutError("no bytes in time", peer=self.peer, timeout_s=timeout_s)

    def when_broken(self, action: Callable[[], None] | None) -> None:
        """Call `action` once the stream was reset or its connection has ended, also after the peer's quiet end; what comes is lost.

        None takes it back, and what comes from then on can be received.
        """
        self._raw.on_change = None if action is None else partial(self._pass_over, action)
        self._raw.notify()

    def expect(self, *checks: Callable[[bytes], None]) -> None:
        """Let the first messages of the peer be for `checks`, one each, before anything else is received."""
        self._checks.extend(checks)

    async def be_checked(self, timeout_s: float) -> None:
        """Return when the peer's first messages have passed their checks.

        Errors: those of the checks and of `receive_frame`.
        """
        with trio.move_on_after(timeout_s):
            return await self._check()
        raise StreamTimeoutError("no message in time", peer=self.peer, timeout_s=timeout_s)

    async def close_write(self) -> None:
        """Tell the peer that nothing more will be sent.

        Errors: StreamClosedError (p2p.stream.closed).
        """
        await self._send_held()
        await self._raw.close_write()

    async def close(self) -> None:
        """End the stream once the peer has ended its side too; reset it where the peer does not."""
        if self._is_closed:
            return
        self._is_closed = True
        try:
            await self.close_write()
            if not self._raw.is_done:
                with trio.move_on_after(_CLOSE_GRACE_S):
                    while await self._raw.read(READ_BYTES):
                        pass
        except StreamClosedError:
            pass
        finally:
            if not self._raw.is_done:
                await self._raw.reset()

    async def reset(self) -> None:
        """Break the stream off at once, in both directions."""
        if not self._is_closed:
            self._is_closed = True
            await self._raw.reset()

    def _pass_over(self, action: Callable[[], None]) -> None:
        if self._raw.is_broken or self.is_lost:
            self._raw.on_change = None
            action()
        elif self._raw.unread_bytes:
            self._raw.read_now(self._raw.unread_bytes)

    async def _check(self) -> None:
        while self._checks:
            line = await self._next_frame(_MAX_CHECKED_BYTES)
            self._checks.popleft()(line)

    async def _next_frame(self, max_size_bytes: int) -> bytes:
        while (frame := self._frame_at_hand(max_size_bytes)) is None:
            data = await self._read(_piece_bytes(max_size_bytes))
            if not data:
                self._decoder.end()
                raise StreamClosedError("the stream has ended", peer=self.peer)
            self._decoder.feed(data)
        return frame

    async def _read(self, max_bytes: int) -> bytes:
        await self._send_held()
        data = await self._raw.read(max_bytes)
        self.num_bytes_received += len(data)
        return data

    async def _send_held(self) -> None:
        if self._held:
            await self.send_bytes(b"")

    def _frame_at_hand(self, max_size_bytes: int) -> bytes | None:
        """The next message where it has come already: no wait, and so none of the costs of one."""
        self._decoder.max_size_bytes = max_size_bytes
        while (frame := self._decoder.next_frame()) is None and self._raw.unread_bytes:
            data = self._raw.read_now(_piece_bytes(max_size_bytes))
            self.num_bytes_received += len(data)
            self._decoder.feed(data)
        return frame


def _piece_bytes(max_size_bytes: int) -> int:
    """How much is read at once of a message: what comes behind it stays where it counts as unread."""
    return min(READ_BYTES, max_size_bytes + MAX_VARINT_BYTES)
