"""Services: the protocols that a host speaks, and how many streams of each it answers at once."""

from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from core.ids import PeerId
from p2p.stream import PeerStream

Handler = Callable[[PeerStream], Awaitable[None]]


@dataclass(slots=True)
class Service:
    """Answers the streams of one protocol, `max_inbound` at a time; one peer gets a quarter of the places."""

    handler: Handler
    busy_handler: Handler | None
    max_inbound: int
    num_by_peer: dict[PeerId, int] = field(default_factory=dict[PeerId, int])

    async def answer(self, stream: PeerStream) -> None:
        """Hand `stream` to the handler; without a place, let the peer be told, or reset it."""
        with self._place(stream.peer) as has_room:
            if has_room:
                await self.handler(stream)
            elif self.busy_handler is not None:
                await self.busy_handler(stream)
            else:
                await stream.reset()

    @contextmanager
    def _place(self, peer: PeerId) -> Generator[bool]:
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
