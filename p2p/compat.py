"""The mends of libp2p 0.8.1, in one place; another version is refused.

Its defects, and where each is mended:
1. an inbound connection never frees its slot: `_upgrade_inbound_until_closed`
2. an uncaught exception in a stream handler ends the host: `guard`
3. plaintext and secio are offered: `noise_only`
4. a cancelled write leaves a broken connection listed: `p2p.transport` writes frames in a task of its own
5. closing a connection drops what the peer has not read: protocols close after an acknowledgement (`p2p.stream`)
6. a killed peer reads as a clean end: `p2p.stream` frames by length and tells the two apart
7. what a peer sends beyond its window is kept in memory: `p2p.transport.yamux` breaks the connection off
The library's records and frames are slow: `_Upgrader` hands a secured connection to `p2p.transport`.
"""

import importlib.metadata
import importlib.util
import logging
import os
import sys
import types
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
import trio

from p2p.errors import LibraryVersionError
from p2p.transport.connection import Connection
from p2p.transport.records import Opener, Sealer

SUPPORTED_VERSION = "0.8.1"
RESET_TIMEOUT_S = 15.0
_UPGRADES = "_num_upgrades_by_ip"
UPGRADE_TIMEOUT_S = 3.0
MAX_UPGRADES_PER_IP = 64
"""So many connections from one address may be without a verified peer at once."""
_BARE = ("libp2p", "libp2p.transport")
_STUBBED = ("curve", "keys", "point", "encoding", "encoding.sec1", "encoding.util")

_log = structlog.get_logger("p2p.compat")


def check_version(found: str) -> None:
    """Return when `found` is the version that is mended here.

    Errors: LibraryVersionError (p2p.library.version).
    """
    if found != SUPPORTED_VERSION:
        raise LibraryVersionError("another libp2p than the supported one", found=found, supported=SUPPORTED_VERSION)


def stub_fastecdsa() -> None:
    """Put an empty fastecdsa where there is none: it needs a compiler and serves only ECC keys and secio, unused here."""
    if "fastecdsa" in sys.modules or importlib.util.find_spec("fastecdsa") is not None:
        return
    names = ["fastecdsa", *(f"fastecdsa.{name}" for name in _STUBBED)]
    for name in names:
        module = sys.modules[name] = types.ModuleType(name)
        module.__dict__.update(__path__=[], Curve=object, Point=object, SEC1Encoder=object, int_bytelen=None)
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], child, module)


def leave_out_reexports() -> None:
    """Load the library's packages without what their `__init__` gathers: QUIC, WebSocket and more, unused here and a quarter of an agent's start."""
    for name in _BARE:
        if name not in sys.modules and (spec := importlib.util.find_spec(name)) is not None:
            sys.modules[name] = importlib.util.module_from_spec(spec)


check_version(importlib.metadata.version("libp2p"))
stub_fastecdsa()
leave_out_reexports()

import libp2p.network.connection.swarm_connection as swarm_connection  # noqa: E402 - the stub comes first
from libp2p.abc import INotifee, IRawConnection, ISecureTransport  # noqa: E402
from libp2p.crypto.ed25519 import create_new_key_pair as new_ed25519_key_pair  # noqa: E402
from libp2p.crypto.keys import KeyPair  # noqa: E402
from libp2p.crypto.x25519 import create_new_key_pair as new_x25519_key_pair  # noqa: E402
from libp2p.custom_types import TProtocol  # noqa: E402
from libp2p.exceptions import BaseLibp2pError  # noqa: E402
from libp2p.network.config import ConnectionConfig, RetryConfig  # noqa: E402
from libp2p.network.connection.swarm_connection import SwarmConn  # noqa: E402
from libp2p.network.exceptions import SwarmException  # noqa: E402
from libp2p.network.swarm import Swarm  # noqa: E402
from libp2p.peer.id import ID  # noqa: E402
from libp2p.peer.peerstore import PeerStore  # noqa: E402
from libp2p.protocol_muxer.exceptions import MultiselectClientError, MultiselectError  # noqa: E402
from libp2p.security.noise.transport import PROTOCOL_ID as NOISE  # noqa: E402
from libp2p.security.noise.transport import Transport as NoiseTransport  # noqa: E402
from libp2p.stream_muxer.yamux.yamux import PROTOCOL_ID as YAMUX  # noqa: E402
from libp2p.tools.anyio_service.context import background_trio_service  # noqa: E402
from libp2p.transport.exceptions import MuxerUpgradeFailure  # noqa: E402
from libp2p.transport.tcp.tcp import TCP  # noqa: E402
from libp2p.transport.upgrader import TransportUpgrader  # noqa: E402
from multiaddr import Multiaddr  # noqa: E402
from multiaddr.exceptions import Error as MultiaddrError  # noqa: E402

__all__ = [
    "ID",
    "BaseLibp2pError",
    "INotifee",
    "Multiaddr",
    "MultiaddrError",
    "Swarm",
    "SwarmConn",
    "background_trio_service",
]

_upgrade_inbound: Callable[..., Awaitable[Any]] = Swarm.upgrade_inbound_raw_conn
_handle_new_streams: Callable[..., Awaitable[None]] = SwarmConn._handle_new_streams  # pyright: ignore[reportPrivateUsage]


def apply() -> None:
    """Mend the library in this process; a second call does nothing."""
    if Swarm.upgrade_inbound_raw_conn is _upgrade_inbound_until_closed:
        return
    Swarm.upgrade_inbound_raw_conn = _upgrade_inbound_until_closed  # pyright: ignore[reportAttributeAccessIssue]
    SwarmConn._handle_new_streams = _serve_streams  # pyright: ignore[reportPrivateUsage]
    if not os.environ.get("LIBP2P_DEBUG"):
        logging.getLogger("libp2p").setLevel(logging.CRITICAL)
        swarm_connection.logging = logging.getLogger("libp2p.network.connection")  # pyright: ignore[reportPrivateImportUsage]


def noise_only(key_pair: KeyPair) -> dict[TProtocol, ISecureTransport]:
    """The security options of a host that accepts and offers Noise and nothing else."""
    return {NOISE: NoiseTransport(key_pair, noise_privkey=new_x25519_key_pair().private_key)}


def new_swarm(seed: bytes, max_connections: int) -> Swarm:
    """A swarm that speaks TCP, Noise and Yamux, dials nobody by itself, keeps a fifth of its connections for dialling and has no resource manager that denies by the clock."""
    apply()
    key_pair = new_ed25519_key_pair(seed)
    peer_id = ID.from_pubkey(key_pair.public_key)
    peerstore = PeerStore()
    peerstore.add_key_pair(peer_id, key_pair)
    swarm = Swarm(
        peer_id,
        peerstore,
        _Upgrader(noise_only(key_pair), {TProtocol(YAMUX): Connection}),  # pyright: ignore[reportArgumentType]
        transports=[TCP()],
        retry_config=RetryConfig(max_retries=0),
        connection_config=ConnectionConfig(
            max_connections=max_connections,
            min_connections=0,
            low_watermark=0,
            high_watermark=max_connections,
            max_connections_per_peer=1,
            inbound_upgrade_timeout=UPGRADE_TIMEOUT_S,
        ),
    )
    swarm._inbound_limiter = trio.CapacityLimiter(max(1, max_connections * 4 // 5))  # pyright: ignore[reportPrivateUsage]
    return swarm


def guard(handler: Callable[[Any], Awaitable[None]]) -> Callable[[Any], Awaitable[None]]:
    """`handler` such that whatever it raises is logged and resets its stream, and never ends the host."""

    async def guarded(stream: Any) -> None:
        try:
            await handler(stream)
        except Exception as error:  # noqa: BLE001 - the edge between a peer and the host
            _log.warning("stream.handler_failed", error=type(error).__name__, peer=str(stream.muxed_conn.peer_id), exc_info=True)
            with trio.move_on_after(RESET_TIMEOUT_S):
                await stream.reset()

    return guarded


async def _upgrade_inbound_until_closed(self: Swarm, raw_conn: IRawConnection, maddr: Multiaddr) -> None:
    """Stay until the connection has ended, then raise what makes the caller free its slot (mend 1); few at once of one address."""
    upgrades: Counter[str] = vars(self).setdefault(_UPGRADES, Counter())
    ip = (raw_conn.get_remote_address() or ("",))[0]
    if upgrades[ip] >= MAX_UPGRADES_PER_IP:
        raise SwarmException("too many connections of that address are not upgraded yet")
    upgrades[ip] += 1
    try:
        muxed = await _upgrade_inbound(self, raw_conn, maddr)
    finally:
        upgrades[ip] -= 1
        if not upgrades[ip]:
            del upgrades[ip]
    await muxed.event_closed.wait()
    raise SwarmException("the inbound connection has ended")


async def _serve_streams(self: SwarmConn) -> None:
    """Hand the peer's streams to the swarm's handler as they are: the library makes a nursery for every notice of one."""
    if not isinstance(self.muxed_conn, Connection):
        await _handle_new_streams(self)
        return
    self.muxed_conn.swarm_conn = self
    self.event_started.set()
    async with trio.open_nursery() as nursery:
        handler: Any = self.swarm.common_stream_handler
        await self.muxed_conn.serve(handler, nursery)
        await self.close()


class _Upgrader(TransportUpgrader):
    """Secures a connection as the library does, and lets our own `Connection` have it then."""

    async def upgrade_connection(self, conn: Any, peer_id: ID) -> Any:
        """Agree on Yamux, then take over the socket and the ciphers."""
        try:
            await self.muxer_multistream.select_transport(conn)
        except (MultiselectError, MultiselectClientError) as error:
            raise MuxerUpgradeFailure("no common multiplexer") from error
        noise = conn.conn.noise_state.noise_protocol
        sending, receiving = noise.cipher_state_encrypt, noise.cipher_state_decrypt
        muxed = Connection(
            conn.conn.read_writer.read_write_closer.stream.stream,
            Sealer(sending.cipher.cipher, sending.n),
            Opener(receiving.cipher.cipher, receiving.n),
            peer_id,
            is_initiator=conn.is_initiator,
        )
        muxed.receive(conn._drain(None))
        return muxed
