"""A stream that can be waited for."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import trio

from p2p.errors import StreamClosedError
from p2p.transport.yamux import Stream

if TYPE_CHECKING:
    from p2p.transport.connection import Connection


class MuxedStream(Stream):
    """A stream that can be waited for; what is queued for sending goes out whole, whoever is cancelled."""

    def __init__(self, muxed_conn: "Connection", stream_id: int, first_flag: int) -> None:
        super().__init__(stream_id, first_flag)
        self.muxed_conn = muxed_conn
        self.changed = trio.lowlevel.ParkingLot()
        self.on_change: Callable[[], None] | None = None

    @property
    def is_done(self) -> bool:
        """Whether both sides have ended it and everything was read."""
        return self.has_ended and self.is_finished and not self.unread_bytes

    async def read(self, max_bytes: int) -> bytes:
        """What has come, up to `max_bytes`; empty once the peer has ended its side. A cancelled read has taken nothing.

        Errors: StreamClosedError (p2p.stream.closed).
        """
        while not self.unread_bytes:
            if self.is_broken:
                raise StreamClosedError("the stream was broken off")
            if self.has_ended:
                return b""
            self.muxed_conn.flush(is_complete=True)
            await self.changed.park()
        return self.read_now(max_bytes)

    def read_now(self, max_bytes: int) -> bytes:
        """What has come already, up to `max_bytes`; empty where that is nothing."""
        data = self.muxed_conn.session.read(self, max_bytes)
        self.muxed_conn.flush()
        return data

    async def write(self, data: bytes | memoryview) -> None:
        """Queue `data` for sending, as fast as the peer and the network take it.

        Errors: StreamClosedError (p2p.stream.closed).
        """
        connection, rest = self.muxed_conn, memoryview(data)[self.write_now(data) :]
        while rest:
            if not self.send_window:
                await self.changed.park()
            elif not connection.turns.are_free:
                rest = rest[await connection.turns.take(partial(self._send_some, rest)) :]
            rest = rest[self.write_now(rest) :]

    def write_now(self, data: bytes | memoryview) -> int:
        """Queue what there is room for at once, and say how much of `data` that is.

        Errors: StreamClosedError (p2p.stream.closed).
        """
        if self.is_broken or self.is_finished:
            raise StreamClosedError("the stream was broken off")
        return self._send_some(memoryview(data)) if self.muxed_conn.turns.are_free else 0

    def notify(self) -> None:
        """Let those who wait for it, and `on_change`, see what has changed."""
        if self.changed:
            self.changed.unpark_all()
        if self.on_change is not None:
            self.on_change()

    async def close_write(self) -> None:
        """Tell the peer that nothing more will be sent."""
        self.muxed_conn.session.finish(self)
        self.muxed_conn.flush(is_complete=True)

    async def reset(self) -> None:
        """Break the stream off in both directions."""
        self.muxed_conn.session.reset(self)
        self.muxed_conn.flush()
        self.notify()

    def _send_some(self, data: memoryview) -> int:
        if self.is_broken or self.is_finished or not self.muxed_conn.has_room():
            return 0
        size = self.muxed_conn.session.send(self, data)
        self.muxed_conn.flush()
        return size
