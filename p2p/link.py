"""A link: one connection with one verified peer, greeted before anything else, watched while it lives."""

from typing import Literal

import trio

from core.ids import PeerId
from p2p.compat import SwarmConn
from p2p.errors import MessageMalformedError, PeerOtherNetworkError, ProtocolUnsupportedError, StreamClosedError
from p2p.negotiation import propose
from p2p.protocols import hello
from p2p.scopes import shielded
from p2p.stream import PeerStream
from p2p.transport.connection import Connection

MAX_INBOUND_STREAMS = 64
_END_TIMEOUT_S = 5.0


class Link:
    """One connection with `peer`; nothing but a hello passes before both sides have named the same network."""

    def __init__(self, connection: SwarmConn, peer: PeerId, network: str) -> None:
        self.peer = peer
        self.network = network
        self.state: Literal["new", "greeted", "refused"] = "new"
        self.is_dialled = False
        self.num_inbound_streams = 0
        self.settled = trio.Event()
        self._connection = connection
        self._muxed: Connection = connection.muxed_conn  # pyright: ignore[reportAttributeAccessIssue]
        self._hello = trio.Lock()
        self._spoken = {hello.PROTOCOL}

    @property
    def is_usable(self) -> bool:
        """Whether the connection lives and the peer belongs to our network."""
        return self.state == "greeted" and self.is_alive

    @property
    def is_alive(self) -> bool:
        """Whether the connection has not ended."""
        return not (self._connection.is_closed or self._muxed.is_closed)

    async def greet(self, timeout_s: float) -> None:
        """Exchange hellos, unless that was done; two who ask at once wait for the same exchange.

        Errors: PeerOtherNetworkError (p2p.peer.other_network), also for a peer that does not answer a hello, and those
        of the stream.
        """
        async with self._hello:
            if self.state == "new":
                await self._say_hello(timeout_s)
        if self.state == "refused":
            raise PeerOtherNetworkError("the peer belongs to another network", peer=self.peer)

    def settle(self, *, is_ours: bool) -> None:
        """Note the outcome of a hello; a refusal stands."""
        if self.state == "new" or not is_ours:
            self.state = "greeted" if is_ours else "refused"
            self.settled.set()

    def allow_unread(self) -> None:
        """Let the peer, whom we trust or ask for something, have as much unread here as one that keeps to its windows may."""
        if self.state == "greeted":
            self._muxed.allow_unread()

    async def open_stream(self, protocol: str, timeout_s: float) -> PeerStream:
        """A new stream that speaks `protocol`; the peer is waited for only where it never spoke it before.

        Errors: StreamClosedError (p2p.stream.closed), StreamTimeoutError (p2p.stream.timeout),
        ProtocolUnsupportedError (p2p.protocol.unsupported), MessageMalformedError (p2p.message.malformed).
        """
        self.allow_unread()
        stream = PeerStream(await self._muxed.open_stream(), self.peer, protocol)
        is_open = False
        try:
            propose(stream, protocol)
            if protocol not in self._spoken:
                await stream.be_checked(timeout_s)
                self._spoken.add(protocol)
            is_open = True
        finally:
            if not is_open:
                await stream.reset()
        return stream

    async def watch(self, interval_s: float, max_misses: int) -> None:
        """Return when the peer has been silent for `max_misses` heartbeats, or the connection has ended.

        Whatever it sends is a sign of life: the answer to a heartbeat may have to wait behind much else.
        """
        while self.is_alive and trio.current_time() < self._muxed.heard_s + interval_s * max_misses:
            self._muxed.ping()
            await trio.sleep(interval_s)

    async def abort(self) -> None:
        """End the connection at once, whatever is on its way."""
        self._muxed.end()
        with shielded(_END_TIMEOUT_S):
            await self._connection.close()

    async def close(self) -> None:
        """End the connection after telling the peer; what the peer has not read yet is lost."""
        with shielded(_END_TIMEOUT_S):
            await self._connection.close()

    async def _say_hello(self, timeout_s: float) -> None:
        try:
            stream = await self.open_stream(hello.PROTOCOL, timeout_s)
            try:
                await hello.say_hello(stream, self.network, timeout_s)
            finally:
                await stream.close()
        except (PeerOtherNetworkError, ProtocolUnsupportedError, MessageMalformedError):
            self.settle(is_ours=False)
        except StreamClosedError:
            if self.state != "refused":  # what the peer said in its own hello stands, though it hung up before it answered ours
                raise
        else:
            self.settle(is_ours=True)
