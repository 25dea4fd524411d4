import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import trio

from core.signing.keys import SigningKey
from p2p.errors import AddressUnusableError, PeerUnreachableError, ProtocolUnsupportedError, StreamClosedError
from p2p.protocols import hello
from tests.p2p.echoing import echo, echoed, eventually

OWN_NETWORK = f"test-{os.getpid()}"
"""Discoverable hosts of two test processes must not find each other."""

ROOT = Path(__file__).parents[2]


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
        one, two = make_host(OWN_NETWORK, is_discoverable=True), make_host(OWN_NETWORK, is_discoverable=True)
        kinds = []

        async def hear_until(events, kind):
            while kind not in kinds:
                # Stock peers, which name no network, are discovered too where any are about.
                event = await events.receive()
                kinds.extend([event.kind] if event.peer == two.peer_id else [])

        async with one.run():
            with one.peer_events() as events:
                async with two.run():
                    await hear_until(events, "discovered")
                    await one.connect(two.peer_id)
                    await hear_until(events, "connected")
                await hear_until(events, "lost")
            assert one.known_peers()[two.peer_id].addresses == two.addresses
        assert kinds == ["discovered", "connected", "lost"]

    run(check)


def test_nothing_is_left_when_a_host_is_left(run, make_host):
    async def check():
        num_open = len(os.listdir("/proc/self/fd")) if sys.platform == "linux" else 0
        tasks = trio.lowlevel.current_statistics().tasks_living
        one, two = make_host(OWN_NETWORK, is_discoverable=True), make_host(OWN_NETWORK, is_discoverable=True)
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
            async with make_host(OWN_NETWORK, is_discoverable=True).run():
                raise KeyError

    run(check)


@pytest.mark.parametrize("interface", ["192.0.2.1", "nowhere", "127.0.0.1/8", "", "256.0.0.1"])
def test_an_interface_that_is_not_there_is_refused(run, make_host, interface):
    async def check():
        with pytest.raises(AddressUnusableError):
            async with make_host(interfaces=(interface,)).run():
                pass

    run(check)
