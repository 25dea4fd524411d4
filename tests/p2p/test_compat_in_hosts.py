"""The mends at work in our own hosts."""

import subprocess
import sys
from pathlib import Path

import pytest
import trio

from core.signing.keys import SigningKey
from p2p import compat
from p2p.errors import MessageTruncatedError, StreamClosedError, StreamTimeoutError
from p2p.wire.framing import encode_frame

ROOT = Path(__file__).parents[2]

DIES_WHILE_SPEAKING = """
import logging, os, structlog, trio
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
from core.signing.keys import SigningKey
from p2p.host import AgentHost, HostConfig
from p2p.peers import AddressBook
from p2p.wire.framing import encode_frame
async def main():
    host = AgentHost(SigningKey.generate(), HostConfig("test", ("127.0.0.1",), is_discoverable=False), AddressBook())
    async def die(stream):
        await stream.send_bytes(encode_frame(bytes(100_000))[:60_000])
        await trio.sleep(0.3)
        os.kill(os.getpid(), 9)
    host.serve("/die", die)
    async with host.run():
        print(host.peer_id, *host.addresses, flush=True)
        await trio.sleep_forever()
trio.run(main)
"""


@pytest.fixture
def dying_peer():
    process = subprocess.Popen([sys.executable, "-c", DIES_WHILE_SPEAKING], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    yield process.stdout.readline().split()
    process.kill()
    process.wait()


def test_a_peer_that_is_killed_while_it_speaks_is_told_from_one_that_has_finished(run, make_host, dying_peer):
    async def check():
        host, (peer, *addresses) = make_host(), dying_peer
        async with host.run():
            await host.connect(peer, addresses)
            stream = await host.open_stream(peer, "/die")
            with pytest.raises((MessageTruncatedError, StreamClosedError)):
                await stream.receive_frame(1_000_000, 10)
            raw = await host.open_stream(peer, "/die") if peer in host.connected_peers() else None
            assert raw is None

    run(check)


def test_raw_bytes_of_a_killed_peer_end_in_an_error_and_not_in_silence(run, make_host, dying_peer):
    async def check():
        host, (peer, *addresses) = make_host(), dying_peer
        async with host.run():
            await host.connect(peer, addresses)
            stream = await host.open_stream(peer, "/die")
            assert await stream.receive_some(1_000_000, 10)

            async def drain():
                while await stream.receive_some(1_000_000, 10):
                    pass

            with pytest.raises(StreamClosedError):
                await drain()

    run(check)


def test_three_hundred_connections_one_after_the_other_are_accepted(run, make_host):
    async def check():
        host = make_host()
        async with host.run():
            for _ in range(300):
                dialler = compat.new_swarm(SigningKey.generate().seed, 4)
                async with compat.background_trio_service(dialler):
                    connection = await dialler.dial_addr(compat.Multiaddr(host.addresses[0]), compat.ID.from_base58(host.peer_id))
                    connection.muxed_conn.end()
            while host._links:
                await trio.sleep(0.05)
            late = make_host()
            async with late.run():
                await late.connect(host.peer_id, host.addresses)
                assert late.connected_peers() == (host.peer_id,)

    run(check, timeout_s=120)


def test_cancelled_writes_leave_a_whole_connection_behind(run, make_host, narrow_path):
    async def check():
        alice, bob = make_host(), make_host()

        async def echo(stream):
            await stream.send_frame(await stream.receive_frame(1000, 10))

        async def write_much(stream):
            with trio.move_on_after(0.3):
                await stream.send_bytes(bytes(2_000_000))

        bob.serve("/echo", echo)
        bob.serve("/deaf", lambda stream: trio.sleep(5))
        async with alice.run(), bob.run(), narrow_path(bob) as path:
            await alice.connect(bob.peer_id, path.addresses)
            streams = [await alice.open_stream(bob.peer_id, "/deaf") for _ in range(16)]
            path.close()
            async with trio.open_nursery() as writers:
                for stream in streams:
                    writers.start_soon(write_much, stream)
            path.open()
            stream = await alice.open_stream(bob.peer_id, "/echo")
            await stream.send_frame(b"alive")
            assert await stream.receive_frame(1000, 5) == b"alive"
            assert len(alice._links) == 1

    run(check)


def test_a_cancelled_read_has_lost_nothing(run, make_host):
    async def check():
        alice, bob = make_host(), make_host()
        go_on = trio.Event()

        async def speak(stream):
            frame = encode_frame(bytes(range(200)))
            await stream.send_bytes(frame[:100])
            await go_on.wait()
            await stream.send_bytes(frame[100:])

        bob.serve("/speak", speak)
        async with alice.run(), bob.run():
            await alice.connect(bob.peer_id, bob.addresses)
            stream = await alice.open_stream(bob.peer_id, "/speak")
            for _ in range(3):
                with pytest.raises(StreamTimeoutError):
                    await stream.receive_frame(1000, 0.1)
            go_on.set()
            assert await stream.receive_frame(1000, 5) == bytes(range(200))
            await stream.close()

    run(check)
