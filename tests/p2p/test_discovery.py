import contextlib
import socket
import struct

import pytest
import structlog
import trio
import trio.testing
from hypothesis import given
from hypothesis import strategies as st
from zeroconf import DNSCache, DNSPointer, DNSText, RecordUpdate, Zeroconf

from core.signing.keys import SigningKey
from p2p import discovery
from p2p.discovery import announcement, discover, parse_announcement

ALICE, BOB, CAROL = (SigningKey.from_seed(letter * 32).peer_id for letter in (b"a", b"b", b"c"))
LOOPBACK = ["127.0.0.1"]


def text_of(*strings):
    return b"".join(bytes([len(string)]) + string.encode() for string in strings)


def test_an_announcement_is_read_as_it_was_written():
    addresses = ("/ip4/127.0.0.1/tcp/4001", "/ip4/192.168.1.7/tcp/4001")
    found = parse_announcement(announcement(ALICE, "home", addresses).text)
    assert (found.peer, found.addresses, found.network) == (ALICE, addresses, "home")


@given(st.binary(max_size=600))
def test_any_bytes_are_an_announcement_or_none(text):
    found = parse_announcement(text)
    assert found is None or found.addresses


@pytest.mark.parametrize(
    "strings",
    [
        [],
        ["dnsaddr="],
        [f"dnsaddr=/ip4/127.0.0.1/tcp/1/p2p/{ALICE}", f"dnsaddr=/ip4/127.0.0.1/tcp/1/p2p/{BOB}"],
        ["dnsaddr=/ip4/127.0.0.1/tcp/1/p2p/nobody"],
        [f"dnsaddr=/ip4/0.0.0.0/tcp/1/p2p/{ALICE}"],
        [f"dnsaddr=/ip4/127.0.0.1/udp/1/quic-v1/p2p/{ALICE}"],
        [f"dnsaddr=/ip4/127.0.0.1/tcp/1/p2p/{ALICE}/p2p-circuit"],
    ],
)
def test_an_announcement_without_one_usable_peer_is_none(strings):
    assert parse_announcement(text_of(*strings)) is None


def test_several_addresses_of_one_peer_are_taken_and_the_others_passed_over():
    found = parse_announcement(
        text_of(
            f"dnsaddr=/ip4/10.0.0.1/tcp/4001/p2p/{ALICE}",
            "something else",
            f"dnsaddr=/ip4/10.0.0.1/udp/4001/quic-v1/p2p/{ALICE}",
            f"dnsaddr=/ip6/fe80::1/tcp/4001/p2p/{ALICE}",
        )
    )
    assert found.addresses == ("/ip4/10.0.0.1/tcp/4001", "/ip6/fe80::1/tcp/4001")
    assert found.network is None


def test_two_that_announce_themselves_find_each_other(run):
    async def one(own_id, port, results):
        async with discover(own_id, "test", LOOPBACK, [f"/ip4/127.0.0.1/tcp/{port}"]) as found:
            async for peer in found:
                if peer.peer in (ALICE, BOB):
                    results.append((own_id, peer.peer, peer.addresses, peer.network))
                    break
            await trio.sleep(1)

    async def check():
        results = []
        with trio.fail_after(10):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(one, ALICE, 4001, results)
                await trio.sleep(0.3)
                nursery.start_soon(one, BOB, 4002, results)
        assert sorted(results) == sorted(
            [(ALICE, BOB, ("/ip4/127.0.0.1/tcp/4002",), "test"), (BOB, ALICE, ("/ip4/127.0.0.1/tcp/4001",), "test")]
        )

    run(check)


def name_of(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.rstrip(".").split(".")) + b"\0"


def answer(*records):
    return struct.pack("!6H", 0, 0x8400, 0, len(records), 0, 0) + b"".join(records)


def record(name, kind, data):
    return name_of(name) + struct.pack("!HHIH", kind, 1, 120, len(data)) + data


class MulticastSocket:
    """A peer that only has this socket."""

    def __init__(self):
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        self._socket.bind(("", 5353))
        loopback = socket.inet_aton("127.0.0.1")
        self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, loopback)
        self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton("224.0.0.251") + loopback)
        self._socket.setblocking(False)

    def send(self, packet):
        self._socket.sendto(packet, ("224.0.0.251", 5353))

    def heard(self):
        """Everything that came since the last time."""
        packets = []
        with contextlib.suppress(BlockingIOError):
            while True:
                packets.append(self._socket.recv(9000))
        return b"".join(packets)

    forget = heard

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()


@pytest.mark.parametrize("with_pointer", [True, False])
def test_a_peer_that_sends_text_and_no_service_record_is_found(run, with_pointer):
    """As js-libp2p does."""
    service, instance = "_p2p._udp.local.", "abcdefghijklmnopqrstuvwxyz012345._p2p._udp.local."
    text = record(instance, 16, text_of(f"dnsaddr=/ip4/127.0.0.1/tcp/4003/p2p/{CAROL}", f"dnsaddr=/ip4/10.1.1.1/tcp/4003/p2p/{CAROL}"))
    packet = answer(*([record(service, 12, name_of(instance))] if with_pointer else []), text)

    async def check():
        sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))
        sender.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sender.bind(("127.0.0.1", 0))
        with sender:
            async with discover(ALICE, "test", LOOPBACK, ["/ip4/127.0.0.1/tcp/4001"]) as found:
                await trio.sleep(0.2)
                sender.sendto(packet, ("224.0.0.251", 5353))
                with trio.fail_after(5):
                    async for peer in found:
                        if peer.peer == CAROL:
                            break
            assert peer.addresses == ("/ip4/127.0.0.1/tcp/4003", "/ip4/10.1.1.1/tcp/4003")

    run(check)


def test_a_peer_that_comes_late_and_asks_as_another_did_just_before_hears_of_us(run):
    """js-libp2p asks with the same bytes as every other, announces itself by answering its own question, and asks again only after 10 s."""
    service = "_p2p._udp.local."
    question = struct.pack("!6H", 0, 0, 1, 0, 0, 0) + name_of(service) + struct.pack("!HH", 12, 1)

    async def check():
        newcomer = SigningKey.generate().peer_id
        instance = f"{newcomer.lower()[:30]}.{service}"
        text = record(instance, 16, text_of(f"dnsaddr=/ip4/127.0.0.1/tcp/4003/p2p/{newcomer}"))
        with MulticastSocket() as late:
            async with discover(ALICE, "test", LOOPBACK, ["/ip4/127.0.0.1/tcp/4001"]):
                await trio.sleep(6)  # past our own announcements and questions
                late.send(question)
                await trio.sleep(0.5)
                late.forget()
                late.send(question)
                late.send(answer(record(service, 12, name_of(instance)), text))
                with trio.fail_after(3):
                    while ALICE.encode() not in late.heard():
                        await trio.sleep(0.05)

    run(check)


@pytest.mark.parametrize(("network", "is_stock"), [(None, True), ("test", False)])
def test_only_a_new_peer_of_another_make_is_announced_to(run, network, is_stock):
    async def check():
        send, receive = trio.open_memory_channel(1)
        listener = discovery._Listener(ALICE, trio.lowlevel.current_trio_token(), send)
        strings = [f"dnsaddr=/ip4/127.0.0.1/tcp/1/p2p/{BOB}", *([f"p2p-agents-network={network}"] if network else [])]
        text = DNSText(f"a.{discovery.SERVICE_TYPE}", 16, 1, 120, text_of(*strings), 0.0)
        listener.async_update_records(None, 0.0, [RecordUpdate(text, None)])
        assert listener.has_heard_newcomer is is_stock
        listener.has_heard_newcomer = False
        listener.async_update_records(None, 0.0, [RecordUpdate(text, text)])
        assert not listener.has_heard_newcomer
        assert (await receive.receive()).peer == BOB

    run(check)


def test_what_the_caller_raises_leaves_discovery_as_it_is(run):
    async def check():
        with pytest.raises(KeyError):
            async with discover(ALICE, "test", LOOPBACK, ["/ip4/127.0.0.1/tcp/4001"]):
                raise KeyError

    run(check)


def test_many_names_in_one_packet_cost_one_short_question_at_a_time():
    sent = []

    class Silent:
        """A zeroconf that knows nothing and counts what it is given to send."""

        cache = DNSCache()
        send = staticmethod(sent.append)

    async def check():
        listener = discovery._Listener(SigningKey.generate().peer_id, trio.lowlevel.current_trio_token(), None)
        names = [f"{n:040x}.{discovery.SERVICE_TYPE}" for n in range(5000)]
        pointers = [RecordUpdate(DNSPointer(discovery.SERVICE_TYPE, 12, 1, 120, name, 0.0), None) for name in names]
        listener.async_update_records(Silent(), 0.0, pointers)
        assert len(listener.names_without_text) == discovery._MAX_NAMES
        with trio.move_on_after(0.25):
            await discovery._ask_for_addresses(Silent(), listener)

    trio.run(check, clock=trio.testing.MockClock(autojump_threshold=0))
    assert [len(query.questions) for query in sent] == [discovery.MAX_NAMES_PER_QUERY] * 2


def test_an_announcement_that_fails_is_said(run):
    async def check():
        zeroconf = await trio.to_thread.run_sync(lambda: Zeroconf(interfaces=["127.0.0.1"]))
        structlog.reset_defaults()
        with structlog.testing.capture_logs() as logs:
            service = announcement(SigningKey.generate().peer_id, "test", ["/ip4/127.0.0.1/tcp/4001"])
            service.type = "no type"
            discovery._announce(zeroconf, service)
            with trio.fail_after(5):
                while not logs:
                    await trio.sleep(0.02)
        assert logs[0]["event"] == "discovery.not_announced"
        await trio.to_thread.run_sync(zeroconf.close)

    run(check)
