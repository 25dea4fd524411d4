"""Yamux: many streams over one connection, as a session without a socket: bytes in, events and bytes out.

Source: hashicorp/yamux, spec.md; libp2p speaks it as /yamux/1.0.0.
"""

import struct
from collections import deque
from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar, cast

from core.units import MIB
from p2p.errors import MessageMalformedError

PROTOCOL = "/yamux/1.0.0"
HEADER = struct.Struct("!BBHII")
DATA, WINDOW_UPDATE, PING, GO_AWAY = range(4)
SYN, ACK, FIN, RST = 1, 2, 4, 8
INITIAL_WINDOW_BYTES = 262_144
MAX_WINDOW_BYTES = 4 * MIB
MAX_FRAME_BYTES = 262_144
MAX_UNREAD_BYTES = 16 * MIB
"""A connection with more unread bytes is broken off: its peer keeps to no window."""
MAX_UNREAD_BYTES_AT_FIRST = MIB
"""The same for a peer that has only to introduce itself."""
_VIEWED_BYTES = 4096
"""A smaller body is copied: a view of it would cost more, and keep all that it came with."""


class Stream:
    """The state of one stream; only its session changes it."""

    def __init__(self, stream_id: int, first_flag: int) -> None:
        self.stream_id = stream_id
        self.send_window = INITIAL_WINDOW_BYTES
        self.unread_bytes = 0
        self.has_ended = False
        """The peer sends no more."""
        self.is_finished = False
        """We send no more."""
        self.is_broken = False
        """Reset by either side, or its connection has ended before the peer had; what came before can be read."""
        self.chunks: deque[memoryview | bytearray] = deque()
        self.window = self.credit = INITIAL_WINDOW_BYTES
        """How much may be unread, and how much of that the peer may send without another word."""
        self.flag = first_flag
        """Goes with the next frame: ACK with the first that answers a new stream."""


AnyStream = TypeVar("AnyStream", bound=Stream)


class StreamOpened(NamedTuple, Generic[AnyStream]):
    """The peer has opened a stream."""

    stream: AnyStream


class StreamChanged(NamedTuple, Generic[AnyStream]):
    """There is something to read, room to write, or an end."""

    stream: AnyStream


class PeerLeft(NamedTuple):
    """The peer ends the connection."""


Event = StreamOpened[AnyStream] | StreamChanged[AnyStream] | PeerLeft


class Session(Generic[AnyStream]):
    """One side of a connection; `pieces` are the bytes that have to be sent, in order."""

    def __init__(self, new_stream: Callable[[int, int], AnyStream], *, is_initiator: bool) -> None:
        self.streams: dict[int, AnyStream] = {}
        self.pieces: deque[bytes | memoryview] = deque()
        self.unsent_bytes = 0
        self.unread_bytes = 0
        self.max_unread_bytes = MAX_UNREAD_BYTES_AT_FIRST
        self._new_stream = new_stream
        self._next_id = 1 if is_initiator else 2
        self._granted_bytes = 0
        self._header = b""
        self._missing_bytes = 0
        self._stream: AnyStream | None = None
        self._flags = 0

    def receive(self, data: bytes) -> list[Event[AnyStream]]:
        """What `data`, which may end anywhere, means.

        Errors: MessageMalformedError (p2p.message.malformed) for what breaks the protocol or its windows; nothing may
        be received after it.
        """
        events: list[Event[AnyStream]] = []
        if self._header:
            data, self._header = self._header + data, b""
        start, size, view = 0, len(data), memoryview(data)
        while start < size:
            if self._missing_bytes:
                end = min(size, start + self._missing_bytes)
                self._missing_bytes -= end - start
                self._take(view[start:end], events)
                start = end
            elif size - start < HEADER.size:
                self._header = data[start:]
                break
            else:
                self._frame(HEADER.unpack_from(data, start), events)
                start += HEADER.size
        return events

    def open(self) -> AnyStream:
        """A new stream of ours; the peer hears of it with the first frame that is sent on it."""
        stream = self.streams[self._next_id] = self._new_stream(self._next_id, SYN)
        self._next_id += 2
        return stream

    def send(self, stream: AnyStream, data: memoryview) -> int:
        """Send as much of `data` as one frame and the peer's window hold, and say how much that is."""
        size = min(len(data), stream.send_window, MAX_FRAME_BYTES)
        if size:
            stream.send_window -= size
            self._put(DATA, stream, size)
            self.pieces.append(data[:size])
            self.unsent_bytes += size
        return size

    def read(self, stream: AnyStream, max_bytes: int) -> bytes:
        """Up to `max_bytes` of what the peer has sent; it may then send as many more."""
        taken: list[memoryview] = []
        missing = max_bytes
        while missing and stream.chunks:
            chunk = memoryview(stream.chunks.popleft())
            if len(chunk) > missing:
                stream.chunks.appendleft(chunk[missing:])
                chunk = chunk[:missing]
            taken.append(chunk)
            missing -= len(chunk)
        stream.unread_bytes -= max_bytes - missing
        self.unread_bytes -= max_bytes - missing
        owed = stream.window - stream.unread_bytes - stream.credit
        if owed >= stream.window // 2 and not (stream.has_ended or stream.is_broken):
            size = owed + self._grow(stream)
            stream.credit += size
            self._put(WINDOW_UPDATE, stream, size)
        return b"".join(taken)

    def finish(self, stream: AnyStream) -> None:
        """Tell the peer that nothing more will be sent on `stream`."""
        if not (stream.is_finished or stream.is_broken):
            stream.is_finished = True
            self._put(WINDOW_UPDATE, stream, 0, FIN)
            self._forget_if_done(stream)

    def reset(self, stream: AnyStream) -> None:
        """Break `stream` off in both directions; what is unread is lost."""
        if self.streams.get(stream.stream_id) is stream:
            if stream.flag != SYN:
                self._put(WINDOW_UPDATE, stream, 0, RST)
            self._forget(stream)
        stream.is_broken = True
        stream.chunks.clear()
        self.unread_bytes -= stream.unread_bytes
        stream.unread_bytes = 0

    def ping(self, value: int) -> None:
        """Ask for a sign of life."""
        self._put_raw(HEADER.pack(0, PING, SYN, 0, value))

    def leave(self) -> None:
        """Tell the peer that the connection ends."""
        self._put_raw(HEADER.pack(0, GO_AWAY, 0, 0, 0))

    def end(self) -> list[AnyStream]:
        """The connection has ended: the streams that this breaks off; what came before stays readable."""
        broken = list(self.streams.values())
        for stream in broken:
            stream.is_broken, stream.is_finished = not stream.has_ended, True
        self.streams.clear()
        return broken

    def _frame(self, header: tuple[int, ...], events: list[Event[AnyStream]]) -> None:
        version, kind, flags, stream_id, length = header
        if version != 0 or kind > GO_AWAY:
            raise MessageMalformedError("no Yamux frame", version=version, kind=kind)
        if kind == PING:
            if flags & SYN:
                self._put_raw(HEADER.pack(0, PING, ACK, 0, length))
            return
        if kind == GO_AWAY:
            events.append(PeerLeft())
            return
        if flags & SYN:
            self._accept(stream_id, events)
        stream = self.streams.get(stream_id)
        if kind == DATA and length:
            self._expect(stream, flags, length)
        elif stream is not None:
            if kind == WINDOW_UPDATE:
                stream.send_window += length
            self._end_frame(stream, flags)
            events.append(StreamChanged(stream))

    def _accept(self, stream_id: int, events: list[Event[AnyStream]]) -> None:
        if stream_id in self.streams or not stream_id or stream_id % 2 == self._next_id % 2:
            raise MessageMalformedError("a stream is opened under a wrong number", stream_id=stream_id)
        stream = self.streams[stream_id] = self._new_stream(stream_id, ACK)
        events.append(StreamOpened(stream))

    def _expect(self, stream: AnyStream | None, flags: int, length: int) -> None:
        """Prepare for a body of `length`; one for a stream that was broken off is passed over."""
        if stream is not None and (length > stream.credit or stream.has_ended):
            raise MessageMalformedError("the peer keeps to no window", length=length, credit=stream.credit)
        if stream is not None and self.unread_bytes + length > self.max_unread_bytes:
            raise MessageMalformedError("too much is unread", unread_bytes=self.unread_bytes, length=length)
        self._stream, self._flags, self._missing_bytes = stream, flags, length

    def _take(self, body: memoryview, events: list[Event[AnyStream]]) -> None:
        stream = self._stream
        if stream is None or stream.is_broken:
            return
        _keep(stream.chunks, body)
        stream.credit -= len(body)
        stream.unread_bytes += len(body)
        self.unread_bytes += len(body)
        if not self._missing_bytes:
            self._end_frame(stream, self._flags)
        events.append(StreamChanged(stream))

    def _end_frame(self, stream: AnyStream, flags: int) -> None:
        if flags & RST:
            stream.is_broken = True
            self._forget(stream)
        elif flags & FIN:
            stream.has_ended = True
            self._forget_if_done(stream)

    def _grow(self, stream: AnyStream) -> int:
        """Double the window of a stream whose reader keeps up, while all of them stay within half of what may be unread."""
        extra = min(stream.window, MAX_WINDOW_BYTES - stream.window)
        if stream.unread_bytes or self._granted_bytes + extra > self.max_unread_bytes // 2:
            return 0
        stream.window += extra
        self._granted_bytes += extra
        return extra

    def _forget_if_done(self, stream: AnyStream) -> None:
        if stream.has_ended and stream.is_finished:
            self._forget(stream)

    def _forget(self, stream: AnyStream) -> None:
        if self.streams.get(stream.stream_id) is stream:
            del self.streams[stream.stream_id]
            self._granted_bytes -= stream.window - INITIAL_WINDOW_BYTES

    def _put(self, kind: int, stream: AnyStream, length: int, flags: int = 0) -> None:
        self._put_raw(HEADER.pack(0, kind, stream.flag | flags, stream.stream_id, length))
        stream.flag = 0

    def _put_raw(self, header: bytes) -> None:
        self.pieces.append(header)
        self.unsent_bytes += len(header)


def _keep(chunks: deque[memoryview | bytearray], body: memoryview) -> None:
    """Add `body` such that what is kept is at most about twice what is counted, whatever frames the peer makes."""
    if len(body) >= _VIEWED_BYTES and 2 * len(body) >= len(cast(bytes, body.obj)):
        chunks.append(body)
    elif chunks and isinstance(chunks[-1], bytearray):
        chunks[-1] += body
    else:
        chunks.append(bytearray(body))
