"""Dialling: one connection over whichever address of a peer answers first."""

from collections.abc import Sequence

import trio

from core.ids import PeerId
from p2p.compat import ID, BaseLibp2pError, Multiaddr, MultiaddrError, Swarm, SwarmConn
from p2p.errors import PeerUnreachableError

HEAD_START_S = 0.25
"""How long an address is tried alone before the next one joins; one that fails makes room at once."""


async def dial(swarm: Swarm, peer: PeerId, addresses: Sequence[str], timeout_s: float) -> tuple[SwarmConn, str]:
    """A new connection with `peer` and the address that led to it; the other attempts are given up.

    Errors: PeerUnreachableError (p2p.peer.unreachable).
    """
    attempts = _Attempts(swarm, peer)
    with trio.move_on_after(timeout_s):
        async with trio.open_nursery() as nursery:
            attempts.everything = nursery.cancel_scope
            for address in addresses:
                failed = trio.Event()
                nursery.start_soon(attempts.dial, address, failed)
                with trio.move_on_after(HEAD_START_S):
                    await failed.wait()
    for connection, _ in attempts.won[1:]:
        await connection.close()
    if not attempts.won:
        message = "no address of the peer answers" if addresses else "no address of the peer is known; give one, or join by its invitation"
        raise PeerUnreachableError(message, peer=peer, addresses=[*addresses])
    return attempts.won[0]


class _Attempts:
    """Dials that race; the first to win cancels the others."""

    def __init__(self, swarm: Swarm, peer: PeerId) -> None:
        self.won: list[tuple[SwarmConn, str]] = []
        self.everything: trio.CancelScope | None = None
        self._swarm = swarm
        self._id = ID.from_base58(peer)

    async def dial(self, address: str, failed: trio.Event) -> None:
        try:
            connection = await self._swarm.dial_addr(Multiaddr(address), self._id)
        except (BaseLibp2pError, MultiaddrError, OSError, ValueError):
            failed.set()
            return
        self.won.append((connection, address))  # pyright: ignore[reportArgumentType]
        if self.everything is not None:
            self.everything.cancel()
