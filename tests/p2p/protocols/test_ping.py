from contextlib import aclosing

import pytest
import trio

from p2p.errors import MessageMalformedError, PeerOtherNetworkError, PeerUnreachableError
from p2p.protocols.ping import MAX_ROUNDS, PROTOCOL, SIZE_BYTES, ping, serve_pings


async def pings(host, peer, number=3, timeout_s=2.0):
    async with aclosing(ping(host, peer, number, 0.0, timeout_s)) as round_trips:
        return [time_ms async for time_ms in round_trips]


def two_hosts(make_host, serve, check, network="test"):
    """Run `check(a, b)` on two hosts, of which b serves."""

    async def main():
        a, b = make_host(), make_host(network)
        serve(b)
        async with a.run(), b.run():
            await check(a, b)

    return main


def test_every_ping_comes_back_on_one_stream(run, make_host):
    async def check(a, b):
        await a.connect(b.peer_id, b.addresses)
        times_ms = await pings(a, b.peer_id, 5)
        assert len(times_ms) == 5
        assert all(time_ms > 0 for time_ms in times_ms)

    run(two_hosts(make_host, serve_pings, check))


def test_a_peer_that_is_nowhere_is_unreachable(run, make_host):
    async def check(a, b):
        with pytest.raises(PeerUnreachableError):
            await pings(a, b.peer_id)

    run(two_hosts(make_host, serve_pings, check))


def test_a_ping_without_an_echo_is_lost_and_the_next_is_sent(run, make_host):
    async def deaf_at_first(stream):
        seen.append(stream)
        if len(seen) == 1:
            await trio.sleep_forever()
        await stream.send_bytes(await stream.receive_some(SIZE_BYTES, 5))

    async def check(a, b):
        await a.connect(b.peer_id, b.addresses)
        first, second = await pings(a, b.peer_id, 2, timeout_s=0.3)
        assert first is None
        assert second > 0

    seen = []
    run(two_hosts(make_host, lambda host: host.serve(PROTOCOL, deaf_at_first), check))


def test_a_peer_that_ends_its_stream_after_each_echo_loses_no_ping(run, make_host):
    async def once(stream):
        await stream.send_bytes(await stream.receive_some(SIZE_BYTES, 5))

    async def check(a, b):
        await a.connect(b.peer_id, b.addresses)
        assert None not in await pings(a, b.peer_id, 4)

    run(two_hosts(make_host, lambda host: host.serve(PROTOCOL, once), check))


def test_another_echo_than_the_ping_is_refused(run, make_host):
    async def lie(stream):
        await stream.receive_some(SIZE_BYTES, 5)
        await stream.send_bytes(bytes(SIZE_BYTES))

    async def check(a, b):
        await a.connect(b.peer_id, b.addresses)
        with pytest.raises(MessageMalformedError):
            await pings(a, b.peer_id)

    run(two_hosts(make_host, lambda host: host.serve(PROTOCOL, lie), check))


def test_one_stream_gets_a_bounded_number_of_echoes(run, make_host):
    async def check(a, b):
        await a.connect(b.peer_id, b.addresses)
        stream = await a.open_stream(b.peer_id, PROTOCOL)
        await stream.send_bytes(bytes(SIZE_BYTES * (MAX_ROUNDS + 5)))
        num_bytes = 0
        while data := await stream.receive_some(65_536, 5):
            num_bytes += len(data)
        assert num_bytes == SIZE_BYTES * MAX_ROUNDS

    run(two_hosts(make_host, serve_pings, check))


def test_half_a_ping_harms_nobody(run, make_host):
    async def check(a, b):
        await a.connect(b.peer_id, b.addresses)
        stream = await a.open_stream(b.peer_id, PROTOCOL)
        await stream.send_bytes(b"half")
        await stream.close()
        assert None not in await pings(a, b.peer_id)

    run(two_hosts(make_host, serve_pings, check))


def test_a_peer_of_another_network_is_not_pinged(run, make_host):
    async def check(a, b):
        with pytest.raises(PeerOtherNetworkError):
            await a.connect(b.peer_id, b.addresses)
        with pytest.raises(PeerOtherNetworkError):
            await pings(a, b.peer_id)

    run(two_hosts(make_host, serve_pings, check, network="another"))
