import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import trio

from core.errors import CodedError
from core.signing.keys import SigningKey
from p2p import compat, host
from p2p.errors import AddressUnusableError, PeerOtherNetworkError, PeerUnreachableError, ProtocolUnsupportedError, StreamClosedError
from p2p.link import MAX_INBOUND_STREAMS, Link
from p2p.protocols import hello

ROOT = Path(__file__).parents[2]


async def echo(stream):
    await stream.send_frame(await stream.receive_frame(1_000_000, 5))


async def echoed(asker, peer, payload=b"hello"):
    stream = await asker.open_stream(peer, "/echo")
    await stream.send_frame(payload)
    answer = await stream.receive_frame(1_000_000, 5)
    await stream.close()
    return answer


async def eventually(condition, timeout_s=10):
    with trio.fail_after(timeout_s):
        while not condition():
            await trio.sleep(0.02)


def test_a_host_announces_concrete_addresses(run, make_host):
    async def check():
        one = make_host()
        async with one.run():
            assert len(one.addresses) == 1
            assert one.addresses[0].startswith("/ip4/127.0.0.1/tcp/")
            assert not one.addresses[0].endswith("/tcp/0")

    run(check)


def test_a_connection_serves_both_ways(run, make_host):
    async def check():
        one, two = make_host(), make_host()
        one.serve("/echo", echo)
        two.serve("/echo", echo)
        async with one.run(), two.run():
            await one.connect(two.peer_id, two.addresses)
            assert await echoed(one, two.peer_id) == b"hello"
            await eventually(lambda: two.connected_peers() == (one.peer_id,))
            assert await echoed(two, one.peer_id, bytes(900_000)) == bytes(900_000)
            assert len(one._links) == len(two._links) == 1

    run(check)


def test_peers_that_dial_each_other_at_the_same_moment_both_get_through(run, make_host):
    async def check():
        one, two = make_host(), make_host()
        one.serve("/echo", echo)
        two.serve("/echo", echo)
        async with one.run(), two.run():
            for _ in range(5):
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(one.connect, two.peer_id, two.addresses)
                    nursery.start_soon(two.connect, one.peer_id, one.addresses)
                for _ in range(3):
                    assert await echoed(one, two.peer_id) == b"hello"
                    assert await echoed(two, one.peer_id) == b"hello"
                await one.disconnect(two.peer_id)
                await eventually(lambda: not one._links and not two._links)

    run(check)


def test_many_who_want_the_same_peer_share_one_connection(run, make_host):
    async def check():
        one, two = make_host(), make_host()
        async with one.run(), two.run():
            async with trio.open_nursery() as nursery:
                for _ in range(10):
                    nursery.start_soon(one.connect, two.peer_id, two.addresses)
            assert len(one._links) == 1

    run(check)


@pytest.mark.parametrize("bad", ["/ip4/127.0.0.1/tcp/1", "/ip4/10.255.255.1/tcp/4001", "no address", "/ip4/127.0.0.1/udp/1/quic-v1"])
def test_a_bad_address_before_a_good_one_costs_little(run, make_host, bad):
    async def check():
        one, two = make_host(), make_host()
        async with one.run(), two.run():
            started = trio.current_time()
            await one.connect(two.peer_id, [bad, bad + "2", *two.addresses])
            assert trio.current_time() - started < 3
            assert one._book.peers()[two.peer_id].verified == two.addresses

    run(check)


def test_an_address_of_somebody_else_leads_nowhere(run, make_host):
    async def check():
        one, two, three = make_host(), make_host(), make_host()
        async with one.run(), two.run(), three.run():
            with pytest.raises(PeerUnreachableError):
                await one.connect(two.peer_id, three.addresses)
            await one.connect(two.peer_id, [*three.addresses, *two.addresses])
            assert one.connected_peers() == (two.peer_id,)

    run(check)


def test_a_failed_dial_does_not_keep_a_peer_out(run, make_host):
    async def check():
        one, key = make_host(), SigningKey.generate()
        async with one.run():
            with pytest.raises(PeerUnreachableError):
                await one.connect(key.peer_id, ["/ip4/127.0.0.1/tcp/1"])
            two = make_host(key=key)
            async with two.run():
                await one.connect(key.peer_id, two.addresses)

    run(check)


def test_a_stranger_without_address_and_oneself_are_unreachable(run, make_host):
    async def check():
        one = make_host()
        async with one.run():
            for peer in (SigningKey.generate().peer_id, one.peer_id):
                with pytest.raises(PeerUnreachableError):
                    await one.open_stream(peer, "/echo")

    run(check)


def test_a_protocol_that_is_not_spoken_is_told(run, make_host):
    async def check():
        one, two = make_host(), make_host()
        async with one.run(), two.run():
            await one.connect(two.peer_id, two.addresses)
            with pytest.raises(ProtocolUnsupportedError):
                await one.open_stream(two.peer_id, "/nothing")

    run(check)


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


async def dial_rudely(target, seed, act):
    """Dial `target` without a hello and let `act` use the bare link."""
    swarm = compat.new_swarm(seed, 4)
    swarm.set_stream_handler(lambda stream: stream.reset())
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
            raw = await link._connection.new_stream()
            await raw.write(words)
            await raw.close_write()
            with trio.move_on_after(2):
                while await raw.read(1000):
                    pass

        async def tolerantly(link):
            with contextlib.suppress(compat.BaseLibp2pError):
                await babble(link)

        async with one.run(), two.run():
            await dial_rudely(one, SigningKey.generate().seed, tolerantly)
            await two.connect(one.peer_id, one.addresses)
            assert await echoed(two, one.peer_id) == b"hello"

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
            link = next(iter(two._links.values()))
            raws = [await link._connection.new_stream() for _ in range(MAX_INBOUND_STREAMS)]
            served = next(iter(one._links.values()))
            await eventually(lambda: served.num_inbound_streams == MAX_INBOUND_STREAMS)
            with pytest.raises(StreamClosedError):
                await two.open_stream(one.peer_id, "/echo", 5)
            for raw in raws:
                await raw.reset()
            await eventually(lambda: served.num_inbound_streams == 0)

    run(check)


def test_a_service_that_raises_costs_its_stream_and_nothing_else(run, make_host):
    async def check():
        one, two = make_host(), make_host()

        async def fail(stream):
            raise RuntimeError("a bug")

        async def fail_in_a_group(stream):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(fail, stream)

        two.serve("/fail", fail)
        two.serve("/group", fail_in_a_group)
        two.serve("/echo", echo)
        async with one.run(), two.run():
            await one.connect(two.peer_id, two.addresses)
            for protocol in ("/fail", "/group"):
                stream = await one.open_stream(two.peer_id, protocol)
                with pytest.raises(StreamClosedError):
                    await stream.receive_frame(1000, 5)
                assert await echoed(one, two.peer_id) == b"hello"

    run(check)


SLEEPY = """
import logging, structlog, trio
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
from core.signing.keys import SigningKey
from p2p.host import AgentHost, HostConfig
from p2p.peers import AddressBook
async def main():
    host = AgentHost(SigningKey.generate(), HostConfig("test", ("127.0.0.1",), is_discoverable=False), AddressBook())
    async with host.run():
        print(host.peer_id, *host.addresses, flush=True)
        await trio.sleep_forever()
trio.run(main)
"""


@pytest.fixture
def process():
    child = subprocess.Popen([sys.executable, "-c", SLEEPY], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    yield child
    child.kill()
    child.wait()


@pytest.mark.parametrize("fate", [signal.SIGSTOP, signal.SIGKILL])
def test_a_peer_that_is_stopped_or_killed_is_lost(run, make_host, process, fate):
    async def check():
        peer, *addresses = process.stdout.readline().split()
        one = make_host(heartbeat_s=0.2, heartbeat_misses=3)
        async with one.run():
            await one.connect(peer, addresses)
            await trio.sleep(1)
            assert one.connected_peers() == (peer,)
            with one.peer_events() as events:
                os.kill(process.pid, fate)
                with trio.fail_after(5):
                    event = await events.receive()
            assert (event.kind, event.peer) == ("lost", peer)
            assert one.connected_peers() == ()

    run(check)


def test_what_happens_to_peers_is_told(run, make_host):
    async def check():
        one, two = make_host(is_discoverable=True), make_host(is_discoverable=True)
        kinds = []
        async with one.run():
            with one.peer_events() as events:
                async with two.run():
                    while "discovered" not in kinds:
                        kinds.append((await events.receive()).kind)
                    await one.connect(two.peer_id)
                    kinds.append((await events.receive()).kind)
                kinds.append((await events.receive()).kind)
            assert one.known_peers()[two.peer_id].addresses == two.addresses
        assert kinds == ["discovered", "connected", "lost"]

    run(check)


def test_nothing_is_left_when_a_host_is_left(run, make_host):
    async def check():
        num_open = len(os.listdir("/proc/self/fd")) if sys.platform == "linux" else 0
        tasks = trio.lowlevel.current_statistics().tasks_living
        one, two = make_host(is_discoverable=True), make_host(is_discoverable=True)
        async with one.run(), two.run():
            await one.connect(two.peer_id, two.addresses)
            stream = await one.open_stream(two.peer_id, hello.PROTOCOL)
            assert stream.peer == two.peer_id
        await trio.sleep(0.3)
        assert trio.lowlevel.current_statistics().tasks_living <= tasks
        if sys.platform == "linux":
            assert len(os.listdir("/proc/self/fd")) <= num_open + 2

    run(check)


def test_what_the_caller_raises_leaves_a_host_as_it_is(run, make_host):
    async def check():
        with pytest.raises(KeyError):
            async with make_host(is_discoverable=True).run():
                raise KeyError

    run(check)


@pytest.mark.parametrize("interface", ["192.0.2.1", "nowhere", "127.0.0.1/8", "", "256.0.0.1"])
def test_an_interface_that_is_not_there_is_refused(run, make_host, interface):
    async def check():
        with pytest.raises(AddressUnusableError):
            async with make_host(interfaces=(interface,)).run():
                pass

    run(check)
