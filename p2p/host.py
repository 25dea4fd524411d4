"""The host: listens, finds peers, connects to them, and serves and opens streams, until it is left."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Literal

import structlog
import trio

from core.errors import CodedError
from core.ids import PeerId, parse_peer_id
from core.signing.keys import SigningKey
from p2p import compat
from p2p.clock import now_s
from p2p.compat import NetStream, SwarmConn
from p2p.dialing import dial
from p2p.discovery import FoundPeer, discover
from p2p.errors import (
    AddressUnusableError,
    PeerOtherNetworkError,
    PeerUnreachableError,
    StreamClosedError,
    StreamTimeoutError,
)
from p2p.interfaces import listen_on
from p2p.link import MAX_INBOUND_STREAMS, Link
from p2p.negotiation import agree_on
from p2p.peers import AddressBook
from p2p.protocols import hello
from p2p.scopes import background, shielded, unwrapped
from p2p.stream import PeerStream
from p2p.wire.signing import check_peer

MAX_CONNECTIONS = 320
MAX_LINKS_PER_PEER = 4
SAVE_INTERVAL_S = 30.0
STOP_TIMEOUT_S = 10.0
GREETING_TIMEOUT_S = 10.0

Handler = Callable[[PeerStream], Awaitable[None]]

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


@dataclass(frozen=True, slots=True)
class PeerEvent:
    """Something that happened to a peer."""

    kind: Literal["discovered", "connected", "lost"]
    peer: PeerId


@dataclass(slots=True)
class _Service:
    handler: Handler
    busy_handler: Handler | None
    max_inbound: int
    num_by_peer: dict[PeerId, int] = field(default_factory=dict[PeerId, int])

    @contextmanager
    def slot(self, peer: PeerId) -> Generator[bool]:
        """Whether there is room for one more stream of `peer`, which may take a quarter of all; held until left."""
        num_of_peer = self.num_by_peer.get(peer, 0)
        has_room = sum(self.num_by_peer.values()) < self.max_inbound and num_of_peer < max(1, self.max_inbound // 4)
        if not has_room:
            yield False
            return
        self.num_by_peer[peer] = num_of_peer + 1
        try:
            yield True
        finally:
            self.num_by_peer[peer] -= 1
            if not self.num_by_peer[peer]:
                del self.num_by_peer[peer]


class AgentHost:
    """One agent's end of the network.

    Everything that a peer does to a stream, a connection or a handler is logged and survived.
    """

    def __init__(self, key: SigningKey, config: HostConfig, book: AddressBook) -> None:
        self.peer_id = key.peer_id
        self.config = config
        self.addresses: tuple[str, ...] = ()
        self._key = key
        self._book = book
        self._services: dict[str, _Service] = {}
        self._links: dict[SwarmConn, Link] = {}
        self._dial_locks: dict[PeerId, trio.Lock] = {}
        self._subscribers: set[trio.MemorySendChannel[PeerEvent]] = set()
        self._swarm: compat.Swarm | None = None
        self._nursery: trio.Nursery | None = None

    def serve(self, protocol: str, handler: Handler, max_inbound: int = 64, busy_handler: Handler | None = None) -> None:
        """Let `handler` answer every stream that asks for `protocol`, `max_inbound` at a time.

        It gets streams of greeted peers only; what it raises is logged, and the stream reset. One peer can take a
        quarter of the places; without a place `busy_handler` may tell the peer, else its stream is reset.
        """
        self._services[protocol] = _Service(handler, busy_handler, max_inbound)

    @asynccontextmanager
    async def run(self) -> AsyncGenerator[None]:
        """Listen, announce, find and watch peers until left; nothing is left behind.

        Errors: AddressUnusableError (p2p.address.unusable).
        """
        self._swarm = compat.new_swarm(self._key.seed, MAX_CONNECTIONS)
        self._swarm.set_stream_handler(compat.guard(self._on_stream))  # pyright: ignore[reportArgumentType]
        self._swarm.register_notifee(compat.ConnectionEvents(self._on_connected, self._on_disconnected))
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

        Errors: PeerUnreachableError (p2p.peer.unreachable), PeerOtherNetworkError (p2p.peer.other_network).
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

    @contextmanager
    def peer_events(self) -> Generator[trio.MemoryReceiveChannel[PeerEvent]]:
        """What happens to peers from now on; a reader that falls 256 events behind misses some."""
        send, receive = trio.open_memory_channel[PeerEvent](256)
        self._subscribers.add(send)
        try:
            with receive:
                yield receive
        finally:
            self._subscribers.discard(send)

    async def _usable_link(self, peer: PeerId) -> Link:
        if peer == self.peer_id:
            raise PeerUnreachableError("an agent does not connect to itself", peer=peer)
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
        self._book.note(peer, [address], now_s(), is_verified=True)
        return link

    def _links_of(self, peer: PeerId) -> list[Link]:
        return [link for link in self._links.values() if link.peer == peer]

    async def _on_connected(self, connection: SwarmConn) -> None:
        try:
            peer = parse_peer_id(str(connection.muxed_conn.peer_id))
            check_peer(peer)
        except CodedError as error:
            _log.warning("peer.refused", peer=str(connection.muxed_conn.peer_id), code=error.code)
            await connection.close()
            return
        link = Link(connection, peer, self.config.network)
        num_links = len(self._links_of(peer))
        self._links[connection] = link
        if self._nursery is None or num_links >= MAX_LINKS_PER_PEER:
            await link.abort()
        else:
            self._nursery.start_soon(self._look_after, link)

    async def _look_after(self, link: Link) -> None:
        """See that the peer introduces itself and goes on living; end the connection otherwise."""
        try:
            with trio.move_on_after(GREETING_TIMEOUT_S):
                await link.settled.wait()
            if link.is_usable:
                self._book.note(link.peer, (), now_s(), is_verified=True)
                self._tell(PeerEvent("connected", link.peer))
                await link.watch(self.config.heartbeat_s, self.config.heartbeat_misses)
                _log.info("peer.silent" if link.is_alive else "peer.left", peer=link.peer)
            elif link.state == "refused":
                await trio.sleep(GREETING_TIMEOUT_S)
        finally:
            await link.abort()

    async def _on_disconnected(self, connection: SwarmConn) -> None:
        link = self._links.pop(connection, None)
        if link is not None and link.state == "greeted" and not any(other.is_usable for other in self._links_of(link.peer)):
            self._tell(PeerEvent("lost", link.peer))

    def _tell(self, event: PeerEvent) -> None:
        _log.info(f"peer.{event.kind}", peer=event.peer)
        for subscriber in self._subscribers:
            try:
                subscriber.send_nowait(event)
            except trio.WouldBlock:
                _log.warning("peer.event_missed", peer=event.peer, kind=event.kind)

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
        is_new = found.peer not in self._book
        self._book.note(found.peer, found.addresses, now_s())
        if is_new:
            self._tell(PeerEvent("discovered", found.peer))

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

    async def _on_stream(self, raw: NetStream) -> None:
        link = self._links.get(raw.swarm_conn) if raw.swarm_conn is not None else None
        if link is None or link.num_inbound_streams >= MAX_INBOUND_STREAMS:
            await raw.reset()
            return
        link.num_inbound_streams += 1
        try:
            await self._serve_stream(link, PeerStream(raw, link.peer, ""))
        finally:
            link.num_inbound_streams -= 1

    async def _serve_stream(self, link: Link, stream: PeerStream) -> None:
        try:
            stream.protocol = await agree_on(stream, {hello.PROTOCOL, *self._services}, GREETING_TIMEOUT_S)
            if stream.protocol == hello.PROTOCOL:
                await self._answer_hello(link, stream)
            else:
                await link.greet(GREETING_TIMEOUT_S)
                await self._hand_to_service(stream)
            await stream.close()
        except CodedError as error:
            _log.info("stream.refused", peer=stream.peer, protocol=stream.protocol, code=error.code, reason=error.message)
        finally:
            await stream.reset()
            if link.state == "refused":
                await link.abort()

    async def _answer_hello(self, link: Link, stream: PeerStream) -> None:
        try:
            await hello.answer_hello(stream, self.config.network, GREETING_TIMEOUT_S)
        except PeerOtherNetworkError:
            await stream.close()
            link.settle(is_ours=False)
            raise
        link.settle(is_ours=True)

    async def _hand_to_service(self, stream: PeerStream) -> None:
        service = self._services[stream.protocol]
        with service.slot(stream.peer) as has_room:
            if has_room:
                await service.handler(stream)
            elif service.busy_handler is not None:
                await service.busy_handler(stream)
            else:
                await stream.reset()
