"""What a peer can have kept in memory before it is known."""

import contextlib
import gc

import trio

from core.signing.keys import SigningKey
from p2p import compat
from p2p.errors import StreamClosedError
from p2p.link import MAX_INBOUND_STREAMS, Link
from p2p.negotiation import propose
from p2p.stream import PeerStream
from p2p.transport import yamux


def held_bytes(host):
    """Everything that the host keeps of what peers have sent to it."""
    streams = [one for one in gc.get_objects() if isinstance(one, PeerStream) and one.peer != host.peer_id]
    unread = sum(link._muxed.session.unread_bytes for link in host._links.values())
    return unread + sum(len(stream._decoder._buffer) for stream in streams)


def test_a_peer_that_has_not_introduced_itself_fills_no_more_than_a_connections_share(run, make_host):
    async def check():
        one = make_host("any")
        one.serve("/any", lambda stream: trio.sleep_forever())
        swarm = compat.new_swarm(SigningKey.generate().seed, 4)
        held = []

        async def measure():
            while True:
                held.append(held_bytes(one))
                await trio.sleep(0.1)

        async def fill(link):
            with contextlib.suppress(StreamClosedError):
                stream = PeerStream(await link._muxed.open_stream(), one.peer_id, "/any")
                propose(stream, "/any")
                await stream.send_bytes(b"")
                with trio.move_on_after(3):
                    await stream._raw.write(bytes(200_000))

        async with one.run(), compat.background_trio_service(swarm), trio.open_nursery() as nursery:
            nursery.start_soon(measure)
            swarm.set_stream_handler(lambda stream: trio.sleep_forever())
            connection = await swarm.dial_addr(compat.Multiaddr(one.addresses[0]), compat.ID.from_base58(one.peer_id))
            link = Link(connection, one.peer_id, "any")
            # One after the other, so that each is taken from the connection before the next one comes.
            for _ in range(MAX_INBOUND_STREAMS - 2):
                await fill(link)
                await trio.sleep(0.02)
            await trio.sleep(0.3)
            held.append(held_bytes(one))
            await link.abort()
            nursery.cancel_scope.cancel()
        assert 0 < max(held) < 2 * yamux.MAX_UNREAD_BYTES_AT_FIRST

    run(check)
