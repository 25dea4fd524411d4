"""A connection: one socket whose records and frames are moved by two tasks; its streams wait, they never touch the socket.

It takes the place of libp2p's own Yamux connection in the swarm.
"""

import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any

import structlog
import trio

from p2p.errors import MessageMalformedError, StreamClosedError
from p2p.scopes import shielded
from p2p.transport.muxed_stream import MuxedStream
from p2p.transport.records import Opener, Sealer
from p2p.transport.turns import Turns
from p2p.transport.yamux import MAX_UNREAD_BYTES, PeerLeft, Session, StreamChanged

WRITE_STALL_S = 15.0
"""After so long without the kernel taking anything, the connection is ended."""
MAX_NEW_STREAMS = 64
"""So many streams may a peer open before the tasks that answer them have begun; more are reset."""
_UNSENT_BYTES = 524_288
"""Writers wait while more is unsent."""
_AT_ONCE_BYTES = 2048
"""Small messages of together so much do not wait for more."""
_MAX_UNSENT_BYTES = 2 * 2**20
"""A peer that asks for more answers than that, and takes none, is left."""
_READ_BYTES = 262_144
_FLUSH_TIMEOUT_S = 1.0

_log = structlog.get_logger("p2p.transport")
_received = memoryview(bytearray(65_537 + _READ_BYTES))
"""Where every connection reads to: nothing stays in it while another task runs."""


class Connection:
    """A muxed connection as the swarm knows it, over a socket and the two ciphers of a finished handshake."""

    def __init__(self, socket: trio.SocketStream, sealer: Sealer, opener: Opener, peer_id: Any, *, is_initiator: bool) -> None:
        self.peer_id = peer_id
        self.is_initiator = is_initiator
        self.session = Session(partial(MuxedStream, self), is_initiator=is_initiator)
        self.event_started, self.event_closed = trio.Event(), trio.Event()
        self.turns = Turns(self.has_room)
        self.swarm_conn: Any = None
        self.heard_s = trio.current_time()
        """When the peer has last sent anything."""
        self._socket = socket
        self._sealer = sealer
        self._opener = opener
        self._rest, self._sealed, self._num_sealed = b"", memoryview(b""), 0
        self._wants_flush = trio.lowlevel.ParkingLot()
        self._has_sent = trio.lowlevel.ParkingLot()
        self._opened, self._num_opened = list[MuxedStream](), 0
        self._answer: Callable[[MuxedStream], None] = self._opened.append

    @property
    def is_established(self) -> bool:
        """Whether streams may be opened."""
        return self.event_started.is_set() and not self.is_closed

    @property
    def is_closed(self) -> bool:
        """Whether the connection has ended."""
        return self.event_closed.is_set()

    async def start(self) -> None:
        """Move bytes until the connection ends, by either side."""
        try:
            async with trio.open_nursery() as nursery:
                self.event_started.set()
                nursery.start_soon(self._write_loop)
                await self._read_loop()
                nursery.cancel_scope.cancel()
        finally:
            self.end()
            # Half a megabyte, which would otherwise wait for the garbage collector.
            del self._sealer, self._sealed

    async def serve(self, handler: Callable[[MuxedStream], Awaitable[None]], nursery: trio.Nursery) -> None:
        """Let `handler` have every stream that the peer opens, each in a task of its own, until the connection ends."""
        self._answer = partial(nursery.start_soon, handler)
        while self._opened:
            self._answer(self._opened.pop(0))
        await self.event_closed.wait()

    async def open_stream(self) -> MuxedStream:
        """A new stream, of which the peer hears when something is sent on it.

        Errors: StreamClosedError (p2p.stream.closed).
        """
        if self.is_closed:
            raise StreamClosedError("the connection has ended", peer=str(self.peer_id))
        return self.session.open()

    def ping(self) -> None:
        """Ask the peer for a sign of life; `heard_s` tells of it."""
        self.session.ping(1)
        self.flush()

    async def close(self) -> None:
        """End the connection after telling the peer, if that takes no time."""
        if not self.is_closed:
            self.session.leave()
            self.flush()
            with shielded(_FLUSH_TIMEOUT_S):
                while self.session.unsent_bytes and not self.is_closed:
                    await self._has_sent.park()
        self.end()

    def allow_unread(self) -> None:
        """Let the peer, which has introduced itself, send what one that keeps to its windows may."""
        self.session.max_unread_bytes = MAX_UNREAD_BYTES

    def has_room(self) -> bool:
        """Whether more may be queued for sending."""
        return self.session.unsent_bytes < _UNSENT_BYTES

    def flush(self, *, is_complete: bool = False) -> None:
        """See that what the session has to send is sent; together with what the tasks of this moment still add.

        Some small messages are sent at once: else the peer would wait until all tasks of the moment have run, and we for the peer.
        So is all that there is where the only stream is complete: it adds nothing before the peer has answered.
        """
        least_bytes = 1 if is_complete and len(self.session.streams) < 2 else _AT_ONCE_BYTES
        if least_bytes <= self.session.unsent_bytes < _UNSENT_BYTES // 8 and not (self.is_closed or self._sealed):
            with suppress(OSError):
                self._write_some()
        if self._wants_flush and (self._sealed or self.session.pieces):
            self._wants_flush.unpark_all()

    def end(self) -> None:
        """End the connection at once; whoever waits for it is told."""
        if self.is_closed:
            return
        self.event_closed.set()
        self._socket.socket.close()
        for stream in self.session.end():
            stream.notify()
        for lot in (self.turns, self._has_sent, self._wants_flush):
            lot.unpark_all()

    def get_transport_addresses(self) -> list[Any]:
        """Addresses are the address book's business."""
        return []

    def get_connection_type(self) -> Any:
        """The kind of connection, which nobody asks for."""
        return None

    async def _read_loop(self) -> None:
        try:
            while not self.is_closed:
                await trio.lowlevel.wait_readable(self._socket.socket)
                while self._read_some() == _READ_BYTES:
                    await trio.lowlevel.checkpoint()
        except MessageMalformedError as error:
            _log.warning("connection.malformed", peer=str(self.peer_id), reason=str(error))
        except (OSError, trio.ClosedResourceError) as error:
            _log.info("connection.lost", peer=str(self.peer_id), reason=type(error).__name__)

    def _read_some(self) -> int:
        """Take in what the kernel has, and say how much that was."""
        start = len(self._rest)
        _received[:start] = self._rest
        try:
            size = os.readv(self._socket.socket.fileno(), [_received[start : start + _READ_BYTES]])
        except BlockingIOError:
            return 0
        if size:
            self.heard_s, self._num_opened = trio.current_time(), len(self._opened)
            self._open(_received[: start + size])
        else:
            self.end()
        return size

    def receive(self, plaintext: bytes) -> None:
        """Let the session have what the peer has sent, and tell whom it concerns.

        Errors: MessageMalformedError (p2p.message.malformed).
        """
        for event in self.session.receive(plaintext):
            if isinstance(event, StreamChanged):
                event.stream.notify()
            elif isinstance(event, PeerLeft):
                self.end()
            elif self._num_opened < MAX_NEW_STREAMS and not self.is_closed:
                self._num_opened += 1
                self._answer(event.stream)
            else:
                self.session.reset(event.stream)

    def _open(self, sealed: memoryview) -> None:
        plaintexts, end = self._opener.open(sealed)
        self._rest = bytes(sealed[end:])
        for plaintext in plaintexts:
            self.receive(plaintext)
        if self.session.unsent_bytes > _MAX_UNSENT_BYTES:
            raise MessageMalformedError("the peer takes no answers", unsent_bytes=self.session.unsent_bytes)
        self.flush()

    async def _write_loop(self) -> None:
        try:
            while not self.is_closed:
                if not (self._sealed or self.session.pieces):
                    await self._wants_flush.park()
                elif not self._write_some():
                    with trio.fail_after(WRITE_STALL_S):
                        await trio.lowlevel.wait_writable(self._socket.socket)
        except (OSError, trio.ClosedResourceError, trio.TooSlowError) as error:
            _log.info("connection.stalled", peer=str(self.peer_id), reason=type(error).__name__)
            self.end()

    def _write_some(self) -> bool:
        """Give the kernel what is sealed, or is now; whether it took any."""
        if not self._sealed:
            self._sealed, self._num_sealed = self._sealer.seal(self.session.pieces)
        try:
            self._sealed = self._sealed[os.write(self._socket.socket.fileno(), self._sealed) :]
        except BlockingIOError:
            return False
        if not self._sealed:
            self.session.unsent_bytes -= self._num_sealed
            self._has_sent.unpark_all()
            self.turns.go_on()
        return True
