"""The host: listens, finds peers, connects to them, and serves and opens streams, until it is left."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass

import structlog
import trio

from core.errors import CodedError
from core.ids import PeerId, parse_peer_id
from core.signing.keys import SigningKey
from p2p import compat
from p2p.clock import now_s
from p2p.compat import SwarmConn
from p2p.dialing import dial
from p2p.discovery import FoundPeer, discover
from p2p.errors import AddressUnusableError, PeerUnreachableError, StreamClosedError, StreamTimeoutError
from p2p.events import ConnectionEvents, PeerEvent, PeerEvents
from p2p.interfaces import listen_on
from p2p.link import MAX_INBOUND_STREAMS, Link
from p2p.peers import AddressBook
from p2p.scopes import background, shielded, unwrapped
from p2p.services import Handler, Service, answer
from p2p.stream import PeerStream
from p2p.transport.muxed_stream import MuxedStream
from p2p.wire.signing import check_peer

MAX_CONNECTIONS = 320
MAX_LINKS_PER_PEER = 4
MAX_LINKS_OF_STRANGERS = 128
"""One more that comes in takes the place of the oldest."""
SAVE_INTERVAL_S = 30.0
STOP_TIMEOUT_S = 10.0
GREETING_TIMEOUT_S = 10.0

_log = structlog.get_logger("p2p.host")


@dataclass(frozen=True, slots=True)
class HostConfig:
    """Where a host listens, to which network it belongs, and how patient it is; no interfaces means all of them."""

    network: str
    interfaces: tuple[str, ...] = ()
    port: int = 0
    is_discoverable: bool = True
    heartbeat_s: float = 5.0
    heartbeat_misses: int = 3
    dial_timeout_s: float = 10.0


@dataclass(frozen=True, slots=True)
class PeerRecord:
    """What a host knows of a peer."""

    addresses: tuple[str, ...]
    is_connected: bool
    last_seen_s: float


class AgentHost:
    """One agent's end of the network.

    Everything that a peer does to a stream, a connection or a handler is logged and survived. Peers that `is_trusted`
    does not name share a few places, so that they cannot take those of the others.
    """

    def __init__(
        self, key: SigningKey, config: HostConfig, book: AddressBook, is_trusted: Callable[[PeerId], bool] = lambda peer: True
    ) -> None:
        self.peer_id = key.peer_id
        self.config = config
        self.addresses: tuple[str, ...] = ()
        self._key = key
        self._book = book
        self._is_trusted = is_trusted
        self._services: dict[str, Service] = {}
        self._links: dict[SwarmConn, Link] = {}
        self._dial_locks: dict[PeerId, trio.Lock] = {}
        self._found: set[PeerId] = set()
        self._events = PeerEvents()
        self._swarm: compat.Swarm | None = None
        self._nursery: trio.Nursery | None = None

    def serve(
        self,
        protocol: str,
        handler: Handler,
        max_inbound: int = 64,
        busy_handler: Handler | None = None,
        *,
        is_for_anyone: bool = False,
        is_known: Callable[[PeerId], bool] | None = None,
    ) -> None:
        """Let `handler` answer every stream that asks for `protocol`, `max_inbound` at a time.

        It gets streams of greeted peers only, unless it is for anyone; what it raises is logged, and the stream reset. One peer can take a
        quarter of the places, strangers only a few of their own; `is_known` says who is none, where not trust does. Without a place
        `busy_handler` may tell the peer, else its stream is reset.
        """
        self._services[protocol] = Service(handler, busy_handler, max_inbound, is_known or self._is_trusted, is_for_anyone)

    @asynccontextmanager
    async def run(self) -> AsyncGenerator[None]:
        """Listen, announce, find and watch peers until left; nothing is left behind.

        Errors: AddressUnusableError (p2p.address.unusable).
        """
        self._swarm = compat.new_swarm(self._key.seed, MAX_CONNECTIONS)
        self._swarm.set_stream_handler(compat.guard(self._on_stream))  # pyright: ignore[reportArgumentType]
        self._swarm.register_notifee(ConnectionEvents(self._on_connected, self._on_disconnected))
        async with unwrapped(compat.background_trio_service(self._swarm)):
            self.addresses = await listen_on(self._swarm, self.config.interfaces, self.config.port)
            _log.info("host.started", peer=self.peer_id, addresses=self.addresses, network=self.config.network)
            async with background() as nursery:
                self._nursery = nursery
                nursery.start_soon(self._remember)
                if self.config.is_discoverable:
                    nursery.start_soon(self._discover)
                try:
                    yield
                finally:
                    with shielded(STOP_TIMEOUT_S):
                        await self._stop()

    async def connect(self, peer: PeerId, addresses: Sequence[str] = ()) -> None:
        """Return when there is a greeted connection with `peer`, dialled where there was none.

        Errors: PeerUnreachableError (p2p.peer.unreachable), PeerOtherNetworkError (p2p.peer.other_network); where the peer
        falls silent or leaves before it has greeted, StreamTimeoutError (p2p.stream.timeout), StreamClosedError (p2p.stream.closed).
        """
        if addresses:
            self._book.note(peer, addresses, now_s())
        await self._usable_link(peer)

    async def disconnect(self, peer: PeerId) -> None:
        """End every connection with `peer`; what it has not read yet is lost, so wait for its acknowledgement first."""
        for link in self._links_of(peer):
            await link.close()

    async def open_stream(self, peer: PeerId, protocol: str, timeout_s: float = 10.0) -> PeerStream:
        """A stream with `peer` that speaks `protocol`, over a connection that is dialled where there is none.

        Errors: PeerUnreachableError (p2p.peer.unreachable), PeerOtherNetworkError (p2p.peer.other_network),
        ProtocolUnsupportedError (p2p.protocol.unsupported), StreamTimeoutError (p2p.stream.timeout),
        StreamClosedError (p2p.stream.closed).
        """
        link = await self._usable_link(peer)
        try:
            return await link.open_stream(protocol, timeout_s)
        except StreamClosedError:
            link = await self._usable_link(peer)
            return await link.open_stream(protocol, timeout_s)

    def connected_peers(self) -> tuple[PeerId, ...]:
        """The peers with a greeted connection, sorted."""
        return tuple(sorted({link.peer for link in self._links.values() if link.is_usable}))

    def known_peers(self) -> dict[PeerId, PeerRecord]:
        """Every peer that is or was connected or discovered."""
        connected = set(self.connected_peers())
        return {peer: PeerRecord(known.addresses, peer in connected, known.last_seen_s) for peer, known in self._book.peers().items()}

    @property
    def num_open(self) -> tuple[int, int]:
        """How many connections there are, and how many streams of peers are being answered."""
        return len(self._links), sum(link.num_inbound_streams for link in self._links.values())

    def peer_events(self) -> AbstractContextManager[trio.MemoryReceiveChannel[PeerEvent]]:
        """What happens to peers from now on; a reader that falls 256 events behind misses some."""
        return self._events.subscribe()

    async def _usable_link(self, peer: PeerId) -> Link:
        if peer == self.peer_id:
            raise PeerUnreachableError("an agent does not connect to itself", peer=peer)
        for link in self._links.values():
            if link.peer == peer and link.is_usable:
                return link
        async with self._dial_locks.setdefault(peer, trio.Lock()):
            live = [link for link in self._links_of(peer) if link.is_alive]
            for link in sorted(live, key=lambda link: not link.is_usable):
                try:
                    await link.greet(self.config.dial_timeout_s)
                    return link
                except (StreamClosedError, StreamTimeoutError):
                    await link.abort()
            link = await self._dial(peer)
            try:
                await link.greet(self.config.dial_timeout_s)
            except CodedError:
                await link.abort()
                raise
            return link

    async def _dial(self, peer: PeerId) -> Link:
        assert self._swarm is not None, "the host does not run"
        connection, address = await dial(self._swarm, peer, self._book.addresses(peer), self.config.dial_timeout_s)
        link = self._links.get(connection)
        if link is None:
            raise PeerUnreachableError("the peer closed the connection at once", peer=peer)
        link.is_dialled = True
        self._book.note(peer, [address], now_s(), is_verified=True)
        return link

    def _links_of(self, peer: PeerId) -> list[Link]:
        return [link for link in self._links.values() if link.peer == peer]

    async def _on_connected(self, connection: SwarmConn) -> None:
        if self._link(connection) is None:
            await connection.close()

    def _link(self, connection: SwarmConn) -> Link | None:
        """The link over `connection`, made when it is first heard of; None where the peer is refused or has too many."""
        if connection in self._links:
            return self._links[connection]
        try:
            peer = parse_peer_id(str(connection.muxed_conn.peer_id))
            check_peer(peer)
        except CodedError as error:
            _log.warning("peer.refused", peer=str(connection.muxed_conn.peer_id), code=error.code)
            return None
        if self._nursery is None or connection.is_closed or len(self._links_of(peer)) >= MAX_LINKS_PER_PEER:
            return None
        link = self._links[connection] = Link(connection, peer, self.config.network)
        self._nursery.start_soon(self._look_after, link)
        strangers = [other for other in self._links.values() if not (other.is_dialled or self._is_trusted(other.peer))]
        if len(strangers) > MAX_LINKS_OF_STRANGERS:
            self._nursery.start_soon(strangers[0].abort)
        return link

    async def _look_after(self, link: Link) -> None:
        """See that the peer introduces itself and goes on living; end the connection otherwise."""
        try:
            with trio.move_on_after(GREETING_TIMEOUT_S):
                await link.settled.wait()
            if link.is_usable:
                self._book.note(link.peer, (), now_s(), is_verified=True)
                self._events.tell(PeerEvent("connected", link.peer))
                await link.watch(self.config.heartbeat_s, self.config.heartbeat_misses)
                _log.info("peer.silent" if link.is_alive else "peer.left", peer=link.peer)
            elif link.state == "refused":
                await trio.sleep(GREETING_TIMEOUT_S)
        finally:
            await link.abort()

    async def _on_disconnected(self, connection: SwarmConn) -> None:
        link = self._links.pop(connection, None)
        if link is not None and link.state == "greeted" and not any(other.is_usable for other in self._links_of(link.peer)):
            self._events.tell(PeerEvent("lost", link.peer))

    async def _discover(self) -> None:
        interfaces = [address.split("/")[2] for address in self.addresses]
        try:
            async with discover(self.peer_id, self.config.network, interfaces, self.addresses) as found:
                async for peer in found:
                    self._note_found(peer)
        except AddressUnusableError as error:
            _log.warning("discovery.unavailable", code=error.code, reason=str(error))

    def _note_found(self, found: FoundPeer) -> None:
        if found.network not in (None, self.config.network):
            return
        self._book.note(found.peer, found.addresses, now_s())
        if found.peer not in self._found and found.peer in self._book:
            self._found = {peer for peer in (*self._found, found.peer) if peer in self._book}
            self._events.tell(PeerEvent("discovered", found.peer))

    async def _remember(self) -> None:
        while True:
            await trio.sleep(SAVE_INTERVAL_S)
            content = self._book.unsaved()
            if content is not None:
                await trio.to_thread.run_sync(self._book.write, content)

    async def _stop(self) -> None:
        self._nursery = None
        async with trio.open_nursery() as nursery:
            for link in list(self._links.values()):
                nursery.start_soon(link.close)
        self._book.save()
        assert self._swarm is not None
        await self._swarm.close()
        _log.info("host.stopped", peer=self.peer_id)

    async def _on_stream(self, raw: MuxedStream) -> None:
        link = self._link(raw.muxed_conn.swarm_conn)
        if link is None or link.num_inbound_streams >= MAX_INBOUND_STREAMS:
            await raw.reset()
            return
        link.num_inbound_streams += 1
        if self._is_trusted(link.peer):
            link.allow_unread()
        try:
            await answer(link, PeerStream(raw, link.peer, ""), self._services, GREETING_TIMEOUT_S)
        finally:
            link.num_inbound_streams -= 1
