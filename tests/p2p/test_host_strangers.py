"""Peers that behave badly or belong elsewhere, and a host that goes on."""

import contextlib
from pathlib import Path

import pytest
import trio

from core.errors import CodedError
from core.signing.keys import SigningKey
from p2p import compat, host
from p2p.errors import PeerOtherNetworkError, PeerUnreachableError, StreamClosedError
from p2p.host import AgentHost
from p2p.link import MAX_INBOUND_STREAMS, Link
from p2p.peers import AddressBook
from p2p.protocols import hello
from p2p.transport import yamux
from tests.p2p.echoing import echo, echoed, eventually

ROOT = Path(__file__).parents[2]


def test_a_peer_of_another_network_reaches_no_handler_in_either_direction(run, make_host):
    reached = []

    async def record(stream):
        reached.append(stream.peer)

    async def check():
        ours, theirs = make_host("ours"), make_host("theirs")
        ours.serve("/any", record)
        theirs.serve("/any", record)
        async with ours.run(), theirs.run():
            for one, two in ((ours, theirs), (theirs, ours)):
                for _ in range(2):
                    with pytest.raises(PeerOtherNetworkError):
                        await one.connect(two.peer_id, two.addresses)
                    with pytest.raises(PeerOtherNetworkError):
                        await one.open_stream(two.peer_id, "/any")
            await eventually(lambda: not ours._links and not theirs._links)
        assert reached == []

    run(check)


async def dial_rudely(target, seed, act, answer=lambda stream: stream.reset()):
    """Dial `target` without a hello and let `act` use the bare link; `answer` gets the streams that `target` opens."""
    swarm = compat.new_swarm(seed, 4)
    swarm.set_stream_handler(answer)
    async with compat.background_trio_service(swarm):
        connection = await swarm.dial_addr(compat.Multiaddr(target.addresses[0]), compat.ID.from_base58(target.peer_id))
        link = Link(connection, target.peer_id, "any")
        await act(link)
        await link.abort()


def test_a_peer_that_says_no_hello_is_asked_for_one_and_refused(run, make_host):
    reached = []

    async def record(stream):
        reached.append(stream.peer)

    async def check():
        one = make_host()
        one.serve("/any", record)

        async def go_straight_on(link):
            stream = await link.open_stream("/any", 5)
            with pytest.raises(StreamClosedError):
                await stream.receive_frame(1000, 10)

        async with one.run():
            await dial_rudely(one, SigningKey.generate().seed, go_straight_on)
            await eventually(lambda: not one._links)
        assert reached == []

    run(check)


@pytest.mark.parametrize("words", [b"\xff\xff\xff\xff\x7f", b"\x02{}", b"\x05hello", b"\x80\x80"])
def test_a_hello_that_is_none_is_survived(run, make_host, words):
    async def check():
        one, two = make_host(), make_host()
        one.serve("/echo", echo)

        async def babble(link):
            stream = await link.open_stream(hello.PROTOCOL, 5)
            await stream.send_bytes(words)
            await stream.close_write()
            with pytest.raises(CodedError):
                await stream.receive_frame(1000, 5)

        async with one.run(), two.run():
            await dial_rudely(one, SigningKey.generate().seed, babble)
            await two.connect(one.peer_id, one.addresses)
            assert await echoed(two, one.peer_id) == b"hello"

    run(check)


@pytest.mark.parametrize(
    "words",
    [b"\x13/multistream/1.0.0\n\x02\xff\xfe", b"\xff" * 20, b"GET / HTTP/1.1\r\n\r\n", b"\x13/multistream/1.0.0\n" + b"\x03ls\n" * 100],
)
def test_negotiation_of_any_bytes_is_survived(run, make_host, words):
    async def check():
        one, two = make_host(), make_host()
        one.serve("/echo", echo)

        async def babble(link):
            raw = await link._connection.muxed_conn.open_stream()
            await raw.write(words)
            await raw.close_write()
            with trio.move_on_after(2):
                while await raw.read(1000):
                    pass

        async def tolerantly(link):
            with contextlib.suppress(StreamClosedError):
                await babble(link)

        async with one.run(), two.run():
            await dial_rudely(one, SigningKey.generate().seed, tolerantly)
            await two.connect(one.peer_id, one.addresses)
            assert await echoed(two, one.peer_id) == b"hello"

    run(check)


async def flood(link, stream, max_bytes):
    """Send to a stream that nobody reads, past every window, until the connection is cut; say how many bytes went out."""
    muxed = link._connection.muxed_conn
    body = bytes(65_000)
    frame = yamux.HEADER.pack(0, yamux.DATA, 0, stream._raw.stream_id, len(body)) + body
    num_bytes = 0
    while num_bytes < max_bytes and link.is_alive:
        muxed.session.pieces.append(frame)
        muxed.session.unsent_bytes += len(frame)
        muxed.flush()
        while muxed.session.unsent_bytes and link.is_alive:
            await muxed._has_sent.park()
        await trio.lowlevel.checkpoint()
        num_bytes += len(body)
    return num_bytes


@pytest.mark.parametrize(
    ("is_greeted", "is_trusted", "max_unread_bytes"),
    [
        (False, True, yamux.MAX_UNREAD_BYTES_AT_FIRST),
        (True, False, yamux.MAX_UNREAD_BYTES_AT_FIRST),
        (True, True, yamux.MAX_UNREAD_BYTES),
    ],
)
def test_a_peer_that_keeps_to_no_window_is_cut_off(run, make_host, is_greeted, is_trusted, max_unread_bytes):
    async def check():
        one = AgentHost(SigningKey.generate(), make_host("any").config, AddressBook(), lambda peer: is_trusted)
        one.serve("/deaf", lambda stream: trio.sleep_forever())

        async def act(link):
            if is_greeted:
                await link.greet(5)
            num_bytes = await flood(link, await link.open_stream("/deaf", 5), 6 * max_unread_bytes)
            assert yamux.INITIAL_WINDOW_BYTES < num_bytes < 6 * max_unread_bytes
            await eventually(lambda: not one._links, 5)

        async with one.run():
            buffered = []
            async with trio.open_nursery() as nursery:

                async def measure():
                    while True:
                        for link in one._links.values():
                            buffered.append(link._connection.muxed_conn.session.unread_bytes)
                        await trio.sleep(0.005)

                nursery.start_soon(measure)
                await dial_rudely(one, SigningKey.generate().seed, act, lambda stream: trio.sleep(5))
                nursery.cancel_scope.cancel()
            assert max(buffered) <= max_unread_bytes

    run(check)


def test_one_peer_gets_a_few_connections_and_not_more(run, make_host):
    async def check():
        one, seed = make_host(), SigningKey.generate().seed
        async with one.run(), trio.open_nursery() as nursery:

            async def stay(link):
                await trio.sleep_forever()

            for _ in range(host.MAX_LINKS_PER_PEER + 4):
                nursery.start_soon(dial_rudely, one, seed, stay)
            await eventually(lambda: len(one._links) == host.MAX_LINKS_PER_PEER)
            await trio.sleep(0.5)
            assert len(one._links) == host.MAX_LINKS_PER_PEER
            nursery.cancel_scope.cancel()

    run(check)


def test_one_connection_gets_so_many_streams_and_not_more(run, make_host):
    async def check():
        one, two = make_host(), make_host()
        async with one.run(), two.run():
            await two.connect(one.peer_id, one.addresses)
            link, served = next(iter(two._links.values())), next(iter(one._links.values()))
            await eventually(lambda: served.num_inbound_streams == 0)
            raws = [await link._connection.muxed_conn.open_stream() for _ in range(MAX_INBOUND_STREAMS)]
            for raw in raws:
                await raw.write(b"\x13")
            await eventually(lambda: served.num_inbound_streams == MAX_INBOUND_STREAMS)
            with pytest.raises(StreamClosedError):
                await two.open_stream(one.peer_id, "/echo", 5)
            for raw in raws:
                await raw.reset()
            await eventually(lambda: served.num_inbound_streams == 0)

    run(check)


def test_silent_sockets_of_one_address_leave_room_for_peers(run, make_host):
    async def check():
        one, two = make_host(), make_host()
        async with one.run(), two.run(), contextlib.AsyncExitStack() as stack:
            _, _, ip, _, port, *_ = one.addresses[0].split("/")
            for _ in range(4 * compat.MAX_UPGRADES_PER_IP):
                await stack.enter_async_context(await trio.open_tcp_stream(ip, int(port)))
            with trio.fail_after(compat.UPGRADE_TIMEOUT_S + 2):
                await until_connected(two, one)

    run(check)


async def until_connected(asker, target):
    while not asker.connected_peers():
        with contextlib.suppress(PeerUnreachableError):
            await asker.connect(target.peer_id, target.addresses)
        await trio.sleep(0.1)


def test_fifty_peers_of_one_address_connect_at_once(run, make_host):
    async def check():
        one = make_host("any")
        num_greeted = 0
        all_greeted = trio.Event()

        async def greet(link):
            nonlocal num_greeted
            await link.greet(20)
            num_greeted += 1
            if num_greeted == 50:
                all_greeted.set()
            await all_greeted.wait()

        async with one.run(), trio.open_nursery() as nursery:
            for _ in range(50):
                nursery.start_soon(dial_rudely, one, SigningKey.generate().seed, greet)

    run(check)


def test_the_oldest_stranger_makes_room_for_a_newer_one_and_a_trusted_peer_stays(run, make_host, monkeypatch):
    monkeypatch.setattr(host, "MAX_LINKS_OF_STRANGERS", 3)

    async def check():
        friend = make_host()
        one = AgentHost(SigningKey.generate(), friend.config, AddressBook(), {friend.peer_id}.__contains__)
        strangers = [make_host() for _ in range(4)]
        async with one.run(), contextlib.AsyncExitStack() as stack:
            for other in (friend, *strangers):
                await stack.enter_async_context(other.run())
                await other.connect(one.peer_id, one.addresses)
            await eventually(lambda: set(one.connected_peers()) == {other.peer_id for other in (friend, *strangers[1:])})

    run(check)
