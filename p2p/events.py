"""Events: what happens to peers, for whoever wants to hear of it."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import structlog
import trio

from core.ids import PeerId

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
