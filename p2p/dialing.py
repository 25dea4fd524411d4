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
    won: list[tuple[SwarmConn, str]] = []
    with trio.move_on_after(timeout_s):
        async with trio.open_nursery() as nursery:
            for address in addresses:
                failed = trio.Event()
                nursery.start_soon(_try, swarm, peer, address, failed, won, nursery.cancel_scope)
                with trio.move_on_after(HEAD_START_S):
                    await failed.wait()
    for connection, _ in won[1:]:
        await connection.close()
    if not won:
        raise PeerUnreachableError("no address of the peer answers", peer=peer, addresses=list(addresses))
    return won[0]


async def _try(
    swarm: Swarm, peer: PeerId, address: str, failed: trio.Event, won: list[tuple[SwarmConn, str]], everything: trio.CancelScope
) -> None:
    try:
        connection = await swarm.dial_addr(Multiaddr(address), ID.from_base58(peer))
    except (BaseLibp2pError, MultiaddrError, OSError, ValueError):
        failed.set()
        return
    won.append((connection, address))  # pyright: ignore[reportArgumentType]
    everything.cancel()
