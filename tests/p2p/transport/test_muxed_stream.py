"""Streams that are waited for, over a socket whose other end takes nothing."""

from contextlib import asynccontextmanager

import pytest
import trio
import trio.testing
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from p2p.errors import StreamClosedError
from p2p.transport.connection import Connection
from p2p.transport.records import Opener, Sealer


@asynccontextmanager
async def jammed():
    """A connection, and a stream of it with a large window that waits in vain for its bytes to go out."""
    ours, theirs = (trio.SocketStream(end) for end in trio.socket.socketpair())
    cipher = ChaCha20Poly1305(bytes(32))
    muxed = Connection(ours, Sealer(cipher, 0), Opener(cipher, 0), "peer", is_initiator=True)
    async with theirs, trio.open_nursery() as nursery:
        nursery.start_soon(muxed.start)

        async def pour():
            stream = await muxed.open_stream()
            stream.send_window = 2**30
            with pytest.raises(StreamClosedError):
                await stream.write(bytes(2**24))

        nursery.start_soon(pour)
        await trio.testing.wait_all_tasks_blocked()
        yield muxed
        muxed.end()


def test_a_write_that_waits_for_its_turn_ends_with_its_stream(run):
    async def check():
        failed = []

        async with jammed() as muxed, trio.open_nursery() as nursery:
            streams = [await muxed.open_stream() for _ in range(3)]

            async def write(stream):
                try:
                    await stream.write(b"small")
                except StreamClosedError:
                    failed.append(stream)

            for stream in streams:
                nursery.start_soon(write, stream)
                await trio.testing.wait_all_tasks_blocked()
            await streams[1].reset()
            nursery.start_soon(write, streams[1])
            await trio.testing.wait_all_tasks_blocked()
            assert failed == [streams[1]]
            muxed.end()
        assert failed.count(streams[1]) == 2
        assert {*failed} == {*streams}

    run(check)


def test_a_write_that_is_cancelled_in_its_turn_leaves_the_turn_to_the_next(run):
    async def check():
        async with jammed() as muxed:
            stream, other = await muxed.open_stream(), await muxed.open_stream()
            with trio.move_on_after(0.1) as scope:
                await stream.write(b"late")
            assert scope.cancelled_caught
            muxed.session.unsent_bytes -= 2**20
            muxed.turns.go_on()
            await other.write(b"next")
            assert other.send_window < stream.send_window

    run(check)


def test_a_cancelled_read_has_taken_nothing(run, make_host):
    async def check():
        one, two = make_host(), make_host()
        may_speak = trio.Event()

        async def speak(stream):
            await may_speak.wait()
            await stream.send_bytes(b"hello")

        two.serve("/speak", speak)
        async with one.run(), two.run():
            await one.connect(two.peer_id, two.addresses)
            stream = await one.open_stream(two.peer_id, "/speak")
            with trio.move_on_after(0.1) as scope:
                await stream._raw.read(10)
            assert scope.cancelled_caught
            may_speak.set()
            assert await stream._raw.read(10) == b"hello"

    run(check)
