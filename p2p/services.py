"""Services: the protocols that a host speaks, and how many streams of each it answers at once."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import structlog

from core.errors import CodedError
from core.ids import PeerId
from p2p.errors import PeerOtherNetworkError
from p2p.link import Link
from p2p.negotiation import agree_on
from p2p.protocols import hello
from p2p.stream import PeerStream

MAX_STRANGERS = 8
"""So many streams of all the peers together that are not trusted are answered at once, in each service."""
MAX_PER_STRANGER = 2

Handler = Callable[[PeerStream], Awaitable[None]]

_log = structlog.get_logger("p2p.host")


@dataclass(slots=True)
class Service:
    """Answers the streams of one protocol, `max_inbound` at a time; one trusted peer gets a quarter of the places.

    Strangers have a few places of their own and take none of the others.
    """

    handler: Handler
    busy_handler: Handler | None
    max_inbound: int
    is_trusted: Callable[[PeerId], bool]
    is_for_anyone: bool = False
    num_trusted: Counter[PeerId] = field(default_factory=Counter[PeerId])
    num_strangers: Counter[PeerId] = field(default_factory=Counter[PeerId])

    async def answer(self, stream: PeerStream) -> None:
        """Hand `stream` to the handler; without a place, let the peer be told, or reset it."""
        peer = stream.peer
        if self.is_trusted(peer):
            taken, max_together, max_each = self.num_trusted, self.max_inbound, max(1, self.max_inbound // 4)
        else:
            taken, max_together, max_each = self.num_strangers, MAX_STRANGERS, MAX_PER_STRANGER
        if taken.total() >= max_together or taken[peer] >= max_each:
            await (self.busy_handler(stream) if self.busy_handler is not None else stream.reset())
            return
        taken[peer] += 1
        try:
            await self.handler(stream)
        finally:
            taken[peer] -= 1
            if not taken[peer]:
                del taken[peer]


async def answer(link: Link, stream: PeerStream, services: Mapping[str, Service], timeout_s: float) -> None:
    """Hand a new stream to the service that it asks for, once its peer is greeted; what goes wrong ends it alone."""
    try:
        stream.protocol = await agree_on(stream, {hello.PROTOCOL, *services}, timeout_s)
        if stream.protocol == hello.PROTOCOL:
            await _answer_hello(link, stream, timeout_s)
        else:
            service = services[stream.protocol]
            if not service.is_for_anyone:
                await link.greet(timeout_s)
            await service.answer(stream)
        await stream.close()
    except CodedError as error:
        _log.info("stream.refused", peer=stream.peer, protocol=stream.protocol, code=error.code, reason=error.message)
    finally:
        await stream.reset()
        if link.state == "refused":
            await link.abort()


async def _answer_hello(link: Link, stream: PeerStream, timeout_s: float) -> None:
    try:
        await hello.answer_hello(stream, link.network, timeout_s)
    except PeerOtherNetworkError:
        await stream.close()
        link.settle(is_ours=False)
        raise
    link.settle(is_ours=True)
