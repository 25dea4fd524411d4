"""Connections between hosts; a peer that takes nothing is played by a path that can be closed."""

import pytest
import trio

from p2p.errors import StreamClosedError
from p2p.transport import connection


async def connected(one, two, addresses=None):
    """The two ends of a fresh connection, and the first one's link."""
    await one.connect(two.peer_id, addresses or two.addresses)
    link = next(iter(one._links.values()))
    return link._muxed, link


def test_bulk_and_small_messages_share_a_connection(run, make_host):
    async def check():
        one, two = make_host(), make_host()

        async def sink(stream):
            size = 0
            while data := await stream.receive_some(2**20, 10):
                size += len(data)
            await stream.send_frame(str(size).encode())

        async def echo(stream):
            for _ in range(50):
                await stream.send_frame(await stream.receive_frame(1000, 10))

        two.serve("/sink", sink)
        two.serve("/echo", echo)
        async with one.run(), two.run():
            await connected(one, two)
            bulk = await one.open_stream(two.peer_id, "/sink")

            async def pour():
                for _ in range(20):
                    await bulk.send_bytes(bytes(2**20))
                await bulk.close_write()

            async with trio.open_nursery() as nursery:
                nursery.start_soon(pour)
                small = await one.open_stream(two.peer_id, "/echo")
                for number in range(50):
                    await small.send_frame(b"%d" % number)
                    assert await small.receive_frame(1000, 10) == b"%d" % number
            assert await bulk.receive_frame(1000, 10) == b"%d" % (20 * 2**20)

    run(check)


def test_writers_wait_while_the_network_takes_nothing_and_memory_stays_bounded(run, make_host, narrow_path):
    async def check():
        one, two = make_host(), make_host()
        two.serve("/deaf", lambda stream: trio.sleep(20))
        async with one.run(), two.run(), narrow_path(two) as path:
            muxed, _ = await connected(one, two, path.addresses)
            streams = [await one.open_stream(two.peer_id, "/deaf") for _ in range(16)]
            path.close()
            async with trio.open_nursery() as nursery:

                async def pour(stream):
                    with pytest.raises(StreamClosedError):
                        await stream.send_bytes(bytes(10_000_000), 20)

                for stream in streams:
                    nursery.start_soon(pour, stream)
                for _ in range(20):
                    await trio.sleep(0.02)
                    assert muxed.session.unsent_bytes < connection._UNSENT_BYTES + 2 * 262_144
                muxed.end()

    run(check)


def test_a_connection_that_ends_wakes_everybody_who_waits(run, make_host):
    async def check():
        one, two = make_host(), make_host()
        two.serve("/silent", lambda stream: trio.sleep(20))
        async with one.run(), two.run():
            muxed, _ = await connected(one, two)
            stream = await one.open_stream(two.peer_id, "/silent")
            async with trio.open_nursery() as nursery:

                async def wait():
                    with pytest.raises(StreamClosedError):
                        await stream.receive_frame(100, 20)

                nursery.start_soon(wait)
                await trio.sleep(0.1)
                muxed.end()
            assert muxed.is_closed
            with pytest.raises(StreamClosedError):
                await muxed.open_stream()

    run(check)


def test_a_peer_that_asks_for_answers_and_takes_none_is_left(run, make_host, narrow_path):
    async def check():
        one, two = make_host(), make_host()
        async with one.run(), two.run(), narrow_path(two) as path:
            muxed, _ = await connected(one, two, path.addresses)
            served = next(iter(two._links.values()))._muxed
            served.session.unsent_bytes = connection._MAX_UNSENT_BYTES + 1
            muxed.session.ping(1)
            muxed.flush()
            await served.event_closed.wait()

    run(check)


def test_closing_tells_the_peer(run, make_host):
    async def check():
        one, two = make_host(), make_host()
        async with one.run(), two.run():
            muxed, link = await connected(one, two)
            served = next(iter(two._links.values()))._muxed
            await link.close()
            await served.event_closed.wait()
            assert muxed.is_closed

    run(check)


def test_a_known_protocol_is_spoken_without_waiting_and_an_unknown_one_is_refused(run, make_host):
    async def check():
        from p2p.errors import ProtocolUnsupportedError

        one, two = make_host(), make_host()

        async def echo(stream):
            await stream.send_frame(await stream.receive_frame(1000, 10))

        two.serve("/echo", echo)
        async with one.run(), two.run():
            _, link = await connected(one, two)
            for _ in range(2):
                stream = await one.open_stream(two.peer_id, "/echo")
                assert bool(stream._checks) is (_ == 1)
                await stream.send_frame(b"hello")
                assert await stream.receive_frame(1000, 5) == b"hello"
                await stream.close()
            for _ in range(2):
                with pytest.raises(ProtocolUnsupportedError):
                    await one.open_stream(two.peer_id, "/unknown")
            link._spoken.add("/unknown")
            stream = await one.open_stream(two.peer_id, "/unknown")
            with pytest.raises(ProtocolUnsupportedError):
                await stream.receive_frame(1000, 5)
            await stream.reset()

    run(check)
