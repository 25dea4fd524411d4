"""Discovery: peers on the local network find each other by multicast DNS.

Source: libp2p specs, discovery/mdns. What is heard is not authenticated: only the id that Noise verifies counts.
"""

import asyncio
import ipaddress
import itertools
import secrets
from collections.abc import AsyncGenerator, Awaitable, Iterable, Sequence
from concurrent.futures import Future
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import structlog
import trio
from zeroconf import RecordUpdate, RecordUpdateListener, ServiceInfo, Zeroconf
from zeroconf._dns import DNSPointer, DNSQuestion, DNSText
from zeroconf._protocol.outgoing import DNSOutgoing
from zeroconf.const import _CLASS_IN, _FLAGS_QR_QUERY, _TYPE_PTR, _TYPE_TXT  # pyright: ignore[reportPrivateUsage]

from core.errors import CodedError
from core.ids import PeerId, parse_peer_id
from p2p.addresses import ip_and_port, is_concrete
from p2p.errors import AddressUnusableError
from p2p.scopes import background, shielded

SERVICE_TYPE = "_p2p._udp.local."
QUERY_TIMES_S = (0.0, 0.25, 1.0, 4.0)
QUERY_INTERVAL_S = 60.0
_NETWORK_KEY = "p2p-agents-network"
_ASK_TXT_AFTER_S = 0.1
_ANNOUNCE_AGAIN_AFTER_S = 0.5
MAX_NAMES_PER_QUERY = 16
"""What others announce makes us ask for so many names at once and no more: their packet is answered by one of ours."""
_MAX_NAMES = 256
_MAX_TXT_BYTES = 8192
_MAX_ADDRESSES = 16

_log = structlog.get_logger("p2p.discovery")


@dataclass(frozen=True, slots=True)
class FoundPeer:
    """What a peer says of itself, or what somebody says of it; `network` is None where it names none."""

    peer: PeerId
    addresses: tuple[str, ...]
    network: str | None


@asynccontextmanager
async def discover(
    own_id: PeerId, network: str, interfaces: Sequence[str], addresses: Sequence[str]
) -> AsyncGenerator[trio.MemoryReceiveChannel[FoundPeer]]:
    """Announce `addresses` on `interfaces` and yield who else is there, until left.

    Errors: AddressUnusableError (p2p.address.unusable) where an interface has no multicast.
    """
    send, receive = trio.open_memory_channel[FoundPeer](256)
    listener = _Listener(own_id, trio.lowlevel.current_trio_token(), send)
    try:
        zeroconf = await trio.to_thread.run_sync(lambda: Zeroconf(interfaces=list(interfaces)))
    except OSError as error:
        raise AddressUnusableError("no multicast on the interfaces", interfaces=[*interfaces], reason=str(error)) from error
    try:
        async with background() as nursery:
            zeroconf.add_listener(listener, None)
            nursery.start_soon(_ask_again, zeroconf)
            nursery.start_soon(_ask_for_addresses, zeroconf, listener)
            service = announcement(own_id, network, addresses)
            _announce(zeroconf, service)
            nursery.start_soon(_announce_to_newcomers, zeroconf, listener, service)
            yield receive
    finally:
        with shielded(float("inf")):
            await trio.to_thread.run_sync(zeroconf.close)


def announcement(own_id: PeerId, network: str, addresses: Sequence[str]) -> ServiceInfo:
    """The mDNS service that says where `own_id` is: a random name, one `dnsaddr=` string for each address."""
    name = secrets.token_hex(20)
    texts = [f"dnsaddr={address}/p2p/{own_id}" for address in addresses] + [f"{_NETWORK_KEY}={network}"]
    ip, port = ip_and_port(addresses[0]) if addresses else ("127.0.0.1", 0)
    return ServiceInfo(
        SERVICE_TYPE,
        f"{name}.{SERVICE_TYPE}",
        port=port,
        properties=b"".join(bytes([len(text)]) + text for text in (text.encode()[:255] for text in texts)),
        server=f"{name}.local.",
        addresses=[ipaddress.ip_address(ip).packed],
    )


def parse_announcement(text: bytes) -> FoundPeer | None:
    """The peer in the strings of a TXT record; None where they name none, or more than one.

    Usable are TCP addresses of concrete interfaces; everything else in the record is passed over.
    """
    peers: set[str] = set()
    addresses: list[str] = []
    network = None
    for string in _strings(text[:_MAX_TXT_BYTES]):
        key, _, value = string.partition("=")
        if key == _NETWORK_KEY:
            network = value[:64]
        elif key == "dnsaddr":
            address, _, peer = value.rpartition("/p2p/")
            peers.add(peer)
            if is_concrete(address):
                addresses.append(address)
    try:
        peer_id = parse_peer_id(peers.pop()) if len(peers) == 1 else None
    except CodedError:
        return None
    return FoundPeer(peer_id, tuple(addresses[:_MAX_ADDRESSES]), network) if peer_id and addresses else None


class _Listener(RecordUpdateListener):
    """Runs in zeroconf's thread and hands what it hears to trio; drops it where trio does not keep up."""

    def __init__(self, own_id: PeerId, token: trio.lowlevel.TrioToken, found: trio.MemorySendChannel[FoundPeer]) -> None:
        self.names_without_text: set[str] = set()
        self.has_heard_newcomer = False
        self._own_id = own_id
        self._token = token
        self._found = found

    def async_update_records(self, zc: Zeroconf, now: float, records: list[RecordUpdate]) -> None:
        """Hear of new or repeated records; called by zeroconf."""
        pointers = [update.new for update in records if isinstance(update.new, DNSPointer) and update.new.ttl > 0]
        named: set[str] = set()
        for new, old in records:
            if isinstance(new, DNSText) and new.ttl > 0 and new.name.lower().endswith(f".{SERVICE_TYPE}"):
                named.add(new.name.lower())
                found = parse_announcement(new.text)
                if found is not None and found.peer != self._own_id:
                    self._hand_over(found)
                    self.has_heard_newcomer |= old is None and found.network is None
        missing = {record.alias for record in pointers if record.name.lower() == SERVICE_TYPE and record.alias.lower() not in named}
        unknown = (name for name in missing if not zc.cache.entries_with_name(name))
        self.names_without_text |= set(itertools.islice(unknown, max(0, _MAX_NAMES - len(self.names_without_text))))

    def async_update_records_complete(self) -> None:
        """Nothing follows a batch; called by zeroconf."""

    def _hand_over(self, found: FoundPeer) -> None:
        with suppress(trio.RunFinishedError):
            self._token.run_sync_soon(self._send, found)

    def _send(self, found: FoundPeer) -> None:
        try:
            self._found.send_nowait(found)
        except (trio.WouldBlock, trio.BrokenResourceError):
            _log.debug("discovery.dropped", peer=found.peer)


def _announce(zeroconf: Zeroconf, service: ServiceInfo) -> None:
    """Register in zeroconf's thread, without asking whether the name is free: it is random."""
    assert zeroconf.loop is not None, "zeroconf has started its thread"
    registered = asyncio.run_coroutine_threadsafe(zeroconf.async_register_service(service, cooperating_responders=True), zeroconf.loop)
    registered.add_done_callback(_log_failure)


async def _announce_to_newcomers(zeroconf: Zeroconf, listener: _Listener, service: ServiceInfo) -> None:
    """Announce again where a peer of another make was heard for the first time.

    Its question may be byte for byte that of another one a moment ago, which zeroconf does not answer twice in a second,
    and js-libp2p asks again only after ten.
    """
    while True:
        await trio.sleep(_ANNOUNCE_AGAIN_AFTER_S)
        if listener.has_heard_newcomer:
            listener.has_heard_newcomer = False
            zeroconf.send(zeroconf.generate_service_broadcast(service, None))


def _log_failure(registered: Future[Awaitable[None]]) -> None:
    error = None if registered.cancelled() else registered.exception()
    if error is not None:
        _log.warning("discovery.not_announced", error=type(error).__name__, reason=str(error))


async def _ask_again(zeroconf: Zeroconf) -> None:
    started = trio.current_time()
    for time_s in QUERY_TIMES_S:
        await trio.sleep_until(started + time_s)
        _ask(zeroconf, [SERVICE_TYPE], _TYPE_PTR)
    while True:
        await trio.sleep(QUERY_INTERVAL_S)
        _ask(zeroconf, [SERVICE_TYPE], _TYPE_PTR)


async def _ask_for_addresses(zeroconf: Zeroconf, listener: _Listener) -> None:
    """Ask for the text of the names that came without."""
    while True:
        await trio.sleep(_ASK_TXT_AFTER_S)
        names = list(itertools.islice(listener.names_without_text.copy(), MAX_NAMES_PER_QUERY))
        listener.names_without_text.difference_update(names)
        if names:
            _ask(zeroconf, names, _TYPE_TXT)


def _ask(zeroconf: Zeroconf, names: Iterable[str], kind: int) -> None:
    query = DNSOutgoing(_FLAGS_QR_QUERY)
    for name in names:
        query.add_question(DNSQuestion(name, kind, _CLASS_IN))
    zeroconf.send(query)


def _strings(text: bytes) -> list[str]:
    strings: list[str] = []
    index = 0
    while index < len(text):
        end = index + 1 + text[index]
        strings.append(text[index + 1 : end].decode("utf-8", "replace"))
        index = end
    return strings
