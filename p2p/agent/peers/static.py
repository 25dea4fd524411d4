"""Static peers: those that the agent keeps a connection with, whatever discovery says."""

import random
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Literal

import structlog
import trio
from pydantic import BaseModel, ConfigDict, Field

from core.errors import CodedError
from core.ids import PeerId
from p2p.addresses import parse_peer_address
from p2p.errors import StoreUnreadableError
from p2p.events import PeerEvent
from p2p.host import AgentHost
from p2p.json_file import read_model, write_model
from p2p.wire.messages import PeerIdText

MAX_STATIC_PEERS = 256
FIRST_DELAY_S = 1.0
MAX_DELAY_S = 60.0
LOOK_AGAIN_S = 30.0

log = structlog.get_logger(__name__)


class _Stored(BaseModel):
    """static_peers.json."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: Literal[1] = 1
    peers: dict[PeerIdText, tuple[str, ...]] = Field(default_factory=dict, max_length=MAX_STATIC_PEERS)


class StaticPeers:
    """The peers in the settings and those that a person saved; `run` keeps each of them connected."""

    def __init__(self, host: AgentHost, path: Path, configured: Iterable[str] = (), jitter: Callable[[], float] = random.random) -> None:
        self._host = host
        self._path = path
        self._jitter = jitter
        self._saved: dict[PeerId, tuple[str, ...]] = {
            PeerId(peer): addresses for peer, addresses in read_model(path, _Stored).peers.items()
        }
        self._configured: dict[PeerId, tuple[str, ...]] = {}
        for text in configured:
            peer, address = parse_peer_address(text)
            self._configured[peer] = (*self._configured.get(peer, ()), address)
        self._nursery: trio.Nursery | None = None
        self._keepers: dict[PeerId, trio.CancelScope] = {}

    @property
    def peers(self) -> Mapping[PeerId, tuple[str, ...]]:
        """Each static peer and the addresses that it is known by; the agent itself is none."""
        joined = dict(self._configured)
        for peer, addresses in self._saved.items():
            joined[peer] = tuple(dict.fromkeys((*addresses, *joined.get(peer, ()))))
        return {peer: addresses for peer, addresses in joined.items() if peer != self._host.peer_id}

    async def run(self) -> None:
        """Keep the peers connected until cancelled."""
        try:
            async with trio.open_nursery() as nursery:
                self._nursery = nursery
                for peer in self.peers:
                    nursery.start_soon(self._keep, peer)
                await trio.sleep_forever()
        finally:
            self._nursery = None

    def save(self, peer: PeerId, addresses: Iterable[str]) -> None:
        """Keep `peer` connected from now on, also after a restart.

        Errors: StoreUnreadableError (p2p.store.unreadable), also where there are too many.
        """
        if peer not in self._saved and len(self._saved) >= MAX_STATIC_PEERS:
            raise StoreUnreadableError("too many static peers are saved", max_peers=MAX_STATIC_PEERS)
        self._write({**self._saved, peer: tuple(addresses)})
        if self._nursery is not None and peer not in self._keepers and peer in self.peers:
            self._nursery.start_soon(self._keep, peer)

    def forget(self, peer: PeerId) -> bool:
        """Keep `peer` connected no more; one that the settings name is kept again after a restart. Say whether it was static.

        Errors: StoreUnreadableError (p2p.store.unreadable).
        """
        was_static = peer in self.peers
        if peer in self._saved:
            self._write({other: addresses for other, addresses in self._saved.items() if other != peer})
        self._configured.pop(peer, None)
        if peer in self._keepers:
            self._keepers.pop(peer).cancel()
        return was_static

    async def _keep(self, peer: PeerId) -> None:
        delay_s = FIRST_DELAY_S
        with trio.CancelScope() as scope:
            self._keepers[peer] = scope
            while True:
                try:
                    with self._host.peer_events() as events:
                        await self._host.connect(peer, self.peers[peer])
                        delay_s = FIRST_DELAY_S
                        await self._until_lost(peer, events)
                except CodedError as error:
                    log.info("static.unreachable", peer=peer, code=error.code, next_try_s=round(delay_s, 1))
                await trio.sleep(delay_s * (0.5 + self._jitter() / 2))
                delay_s = min(MAX_DELAY_S, delay_s * 2)

    async def _until_lost(self, peer: PeerId, events: trio.MemoryReceiveChannel[PeerEvent]) -> None:
        """Return when `peer` has gone; now and then it is looked for, since an event may be missed."""
        while peer in self._host.connected_peers():
            with trio.move_on_after(LOOK_AGAIN_S):
                async for event in events:
                    if event.kind == "lost" and event.peer == peer:
                        break

    def _write(self, peers: dict[PeerId, tuple[str, ...]]) -> None:
        write_model(self._path, _Stored(peers={**peers}))
        self._saved = peers
