"""The mends of libp2p 0.8.1, in one place; another version is refused.

Its defects, and where each is mended:
1. an inbound connection never frees its slot: `_upgrade_inbound_until_closed`
2. an uncaught exception in a stream handler ends the host: `guard`
3. plaintext and secio are offered: `noise_only`
4. a cancelled write leaves a broken connection listed: `_write_whole_frame`
5. closing a connection drops what the peer has not read: protocols close after an acknowledgement (`p2p.stream`)
6. a killed peer reads as a clean end: `p2p.stream` frames by length and tells the two apart
7. what a peer sends beyond its window is kept in memory: `_read_bounded`
8. a reset that somebody waits for reads as a clean end: `_read_without_loss`
Besides: frames that fit one Noise message, buffered reads, reads that lose nothing when cancelled, quiet logs.
"""

import importlib.metadata
import importlib.util
import logging
import os
import struct
import sys
import types
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
import trio

from p2p.errors import LibraryVersionError
from p2p.scopes import shielded

SUPPORTED_VERSION = "0.8.1"
WRITE_STALL_S = 15.0
"""After so long without the kernel taking a frame, the connection is closed."""
CANCEL_GRACE_S = 2.0
"""A frame may be finished for so long after its writer's deadline, which keeps the connection usable."""
_NOISE_PLAINTEXT_BYTES = 65519
_READ_BYTES = 262_144
_WINDOW_UPDATE_BYTES = 4096
"""A reader tells the writer after so many bytes: at once in a bulk transfer, seldom among small messages."""
_TAKEN, _REST, _UPGRADES = "_num_taken_since_update", "_rest_of_last_read", "_num_upgrades_by_ip"
MAX_UNREAD_BYTES = 16 * 2**20
"""A connection with more unread bytes is cut: its peer keeps to no window."""
MAX_UNREAD_BYTES_AT_FIRST = 2**20
"""The same before `allow_unread` was called: a peer that has only to introduce itself."""
UPGRADE_TIMEOUT_S = 3.0
MAX_UPGRADES_PER_IP = 64
"""So many connections from one address may be without a verified peer at once."""
_MAX_UNREAD = "_max_unread_bytes"
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
        module = types.ModuleType(name)
        module.__dict__.update(__path__=[], Curve=object, Point=object, SEC1Encoder=object, int_bytelen=None)
        sys.modules[name] = module
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], child, module)


check_version(importlib.metadata.version("libp2p"))
stub_fastecdsa()

import libp2p.io.trio as io_trio  # noqa: E402 - the stub comes first
import libp2p.network.connection.swarm_connection as swarm_connection  # noqa: E402
import libp2p.stream_muxer.yamux.yamux as yamux  # noqa: E402
from libp2p.abc import INotifee, IRawConnection, ISecureTransport  # noqa: E402
from libp2p.crypto.ed25519 import create_new_key_pair as new_ed25519_key_pair  # noqa: E402
from libp2p.crypto.keys import KeyPair  # noqa: E402
from libp2p.crypto.x25519 import create_new_key_pair as new_x25519_key_pair  # noqa: E402
from libp2p.custom_types import TProtocol  # noqa: E402
from libp2p.exceptions import BaseLibp2pError  # noqa: E402
from libp2p.io.exceptions import ConnectionClosedError  # noqa: E402
from libp2p.network.config import ConnectionConfig, RetryConfig  # noqa: E402
from libp2p.network.connection.swarm_connection import SwarmConn  # noqa: E402
from libp2p.network.exceptions import SwarmException  # noqa: E402
from libp2p.network.stream.exceptions import StreamEOF  # noqa: E402
from libp2p.network.stream.net_stream import NetStream  # noqa: E402
from libp2p.network.swarm import Swarm  # noqa: E402
from libp2p.peer.id import ID  # noqa: E402
from libp2p.peer.peerstore import PeerStore  # noqa: E402
from libp2p.security.noise.transport import PROTOCOL_ID as NOISE  # noqa: E402
from libp2p.security.noise.transport import Transport as NoiseTransport  # noqa: E402
from libp2p.stream_muxer.exceptions import MuxedStreamEOF, MuxedStreamReset  # noqa: E402
from libp2p.stream_muxer.yamux.yamux import Yamux  # noqa: E402
from libp2p.tools.anyio_service.context import background_trio_service  # noqa: E402
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
    "NetStream",
    "StreamEOF",
    "Swarm",
    "SwarmConn",
    "background_trio_service",
]

_upgrade_inbound: Callable[..., Awaitable[Any]] = Swarm.upgrade_inbound_raw_conn
_read_data_body: Callable[..., Awaitable[bytes]] = Yamux._read_data_body  # pyright: ignore[reportPrivateUsage]


def apply() -> None:
    """Mend the library in this process; a second call does nothing."""
    if Swarm.upgrade_inbound_raw_conn is _upgrade_inbound_until_closed:
        return
    Swarm.upgrade_inbound_raw_conn = _upgrade_inbound_until_closed  # pyright: ignore[reportAttributeAccessIssue]
    yamux.Yamux._write_frame = _write_whole_frame  # pyright: ignore[reportPrivateUsage]
    yamux.Yamux._read_data_body = _read_bounded  # pyright: ignore[reportPrivateUsage]
    yamux.YamuxStream.read = _read_without_loss
    yamux.MAX_MESSAGE_SIZE = _NOISE_PLAINTEXT_BYTES
    io_trio.TrioTCPStream.read = _read_buffered
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
        TransportUpgrader(noise_only(key_pair), {TProtocol(yamux.PROTOCOL_ID): Yamux}),
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


def guard(handler: Callable[[NetStream], Awaitable[None]]) -> Callable[[NetStream], Awaitable[None]]:
    """`handler` such that whatever it raises is logged and resets its stream, and never ends the host."""

    async def guarded(stream: NetStream) -> None:
        try:
            await handler(stream)
        except Exception as error:  # noqa: BLE001 - the edge between a peer and the host
            _log.warning("stream.handler_failed", error=type(error).__name__, peer=str(stream.muxed_conn.peer_id), exc_info=True)
            with trio.move_on_after(WRITE_STALL_S):
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


async def _write_whole_frame(self: yamux.Yamux, data: bytes) -> None:
    """Write a frame whole or close the connection: half a frame, or one that was encrypted and not sent, breaks the cipher (mend 4)."""
    async with self._write_lock:  # pyright: ignore[reportPrivateUsage]
        if self.event_closed.is_set():
            raise ConnectionClosedError("the connection is closed", transport="tcp")
        now = trio.current_time()
        patience_s = min(WRITE_STALL_S, max(0.0, trio.current_effective_deadline() - now) + CANCEL_GRACE_S)
        with shielded(patience_s) as scope:
            await self.secured_conn.write(data)
        if scope.cancelled_caught:
            await cut(self)
            raise ConnectionClosedError("a write stalled; the connection was closed", transport="tcp")
    await trio.lowlevel.checkpoint()


async def cut(muxed: Any) -> None:
    """Close the socket under `muxed` at once; the library's reader then takes the connection off its list."""
    with shielded(1.0):
        await muxed.secured_conn.close()


def allow_unread(muxed: Any, max_unread_bytes: int = MAX_UNREAD_BYTES) -> None:
    """Let the peer of `muxed` send up to `max_unread_bytes` that nobody has read."""
    setattr(muxed, _MAX_UNREAD, max_unread_bytes)


async def _read_bounded(self: yamux.Yamux, length: int) -> bytes:
    """Read a frame's body, or close the connection where too much is unread already (mend 7)."""
    unread_bytes = sum(map(len, self.stream_buffers.values()))
    if unread_bytes + length > getattr(self, _MAX_UNREAD, MAX_UNREAD_BYTES_AT_FIRST):
        _log.warning("connection.flooded", peer=str(self.peer_id), unread_bytes=unread_bytes)
        await cut(self)
        raise ConnectionClosedError("too much is unread; the connection was closed", transport="tcp")
    return await _read_data_body(self, length)


async def _read_without_loss(self: yamux.YamuxStream, n: int | None = -1) -> bytes:
    """Read what is there, up to `n` bytes; a cancelled read has taken nothing, and a reset is no end (mend 8)."""
    try:
        data = await self.conn.read_stream(self.stream_id, -1 if n is None else n)
    except MuxedStreamEOF as error:
        if self.reset_received:
            raise MuxedStreamReset("the stream was reset") from error
        raise
    taken: int = getattr(self, _TAKEN, 0) + len(data)
    setattr(self, _TAKEN, taken if taken < _WINDOW_UPDATE_BYTES else 0)
    if taken >= _WINDOW_UPDATE_BYTES:
        with shielded(float("inf")):
            await self._auto_tune_and_send_window_update(bytes_read=taken)  # pyright: ignore[reportPrivateUsage]
    return data


async def _read_buffered(self: io_trio.TrioTCPStream, n: int | None = None) -> bytes:
    """Read up to `n` bytes, from the kernel only when nothing is left of the last time."""
    async with self.read_lock:
        if n == 0:
            return b""
        rest: bytearray = getattr(self, _REST, bytearray())
        setattr(self, _REST, rest)
        if not rest:
            try:
                data = await self.stream.receive_some(_READ_BYTES)
            except trio.BrokenResourceError as error:
                raise ConnectionClosedError(f"reset by the peer: {error}", transport="tcp") from error
            except trio.ClosedResourceError:
                return b""
            if n is None or len(data) <= n:
                return bytes(data)
            rest += data
        taken = bytes(rest[:n])
        del rest[:n]
        return taken


async def ping(muxed: Any) -> None:
    """Return when the peer has answered a heartbeat; wait for ever where it does not."""
    answered = muxed._ping_event = trio.Event()
    muxed._ping_sent_time = trio.current_time()
    frame = struct.pack(yamux.YAMUX_HEADER_FORMAT, 0, yamux.TYPE_PING, yamux.FLAG_SYN, 0, 1)
    try:
        await muxed._write_frame(frame)
    except (BaseLibp2pError, OSError):
        await cut(muxed)
        return
    await answered.wait()


def is_shutting_down(muxed: Any) -> bool:
    """Whether the connection under `muxed` is ending or has ended."""
    return muxed.event_shutting_down.is_set()
