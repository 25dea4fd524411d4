"""Events: what happens to peers, for whoever wants to hear of it."""

from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import structlog
import trio

from core.ids import PeerId
from p2p.compat import INotifee, SwarmConn

ConnectionHandler = Callable[[SwarmConn], Awaitable[None]]

_log = structlog.get_logger("p2p.host")


@dataclass(frozen=True, slots=True)
class PeerEvent:
    """Something that happened to a peer."""

    kind: Literal["discovered", "connected", "lost"]
    peer: PeerId


class PeerEvents:
    """Tells every subscriber; one that falls 256 events behind misses some."""

    def __init__(self) -> None:
        self._subscribers: set[trio.MemorySendChannel[PeerEvent]] = set()

    @contextmanager
    def subscribe(self) -> Generator[trio.MemoryReceiveChannel[PeerEvent]]:
        """What happens to peers from now on."""
        send, receive = trio.open_memory_channel[PeerEvent](256)
        self._subscribers.add(send)
        try:
            with receive:
                yield receive
        finally:
            self._subscribers.discard(send)

    def tell(self, event: PeerEvent) -> None:
        """Log `event` and pass it on."""
        _log.info(f"peer.{event.kind}", peer=event.peer)
        for subscriber in self._subscribers:
            try:
                subscriber.send_nowait(event)
            except trio.WouldBlock:
                _log.warning("peer.event_missed", peer=event.peer, kind=event.kind)


class ConnectionEvents(INotifee):
    """Calls back when a connection has come or gone."""

    def __init__(self, on_connected: ConnectionHandler, on_disconnected: ConnectionHandler) -> None:
        self._on_connected = on_connected
        self._on_disconnected = on_disconnected

    async def connected(self, network: Any, conn: Any) -> None:
        """Hear of a connection; called by the swarm."""
        await self._on_connected(conn)

    async def disconnected(self, network: Any, conn: Any) -> None:
        """Hear of a connection's end; called by the swarm."""
        await self._on_disconnected(conn)

    async def opened_stream(self, network: Any, stream: Any) -> None:
        """Streams are not followed."""

    async def listen(self, network: Any, multiaddr: Any) -> None:
        """Listeners are not followed."""

    closed_stream = opened_stream
    listen_close = listen
