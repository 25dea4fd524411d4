"""Writers that wait for room go one after the other."""

from collections import Counter

import pytest
import trio
import trio.testing
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from p2p.errors import StreamClosedError
from p2p.transport import yamux
from p2p.transport.connection import Connection
from p2p.transport.records import Opener, Sealer
from p2p.transport.turns import Turns


def test_who_waits_first_sends_first_and_waits_again_behind_the_others(run):
    async def check():
        room = 0
        sent = []

        def send(name):
            nonlocal room
            room -= 1
            sent.append(name)
            return 1

        turns = Turns(lambda: room > 0)

        async def write(name):
            for _ in range(3):
                await turns.take(lambda: send(name))

        async with trio.open_nursery() as nursery:
            for name in "abcd":
                nursery.start_soon(write, name)
                await trio.testing.wait_all_tasks_blocked()
            while len(sent) < 12:
                room = 1 + len(sent) % 3
                turns.go_on()
                await trio.testing.wait_all_tasks_blocked()
        assert sent == [*"abcd" * 3]

    run(check)


def test_one_whose_turn_fails_lets_the_next_one_go(run):
    async def check():
        turns = Turns(lambda: True)
        sent = []

        def fail():
            raise StreamClosedError("the stream was broken off")

        async def write_in_vain():
            with pytest.raises(StreamClosedError):
                await turns.take(fail)

        async def write():
            await turns.take(lambda: sent.append("sent") or 1)

        async with trio.open_nursery() as nursery:
            for writer in (write_in_vain, write):
                nursery.start_soon(writer)
                await trio.testing.wait_all_tasks_blocked()
            assert not turns.are_free
            turns.go_on()
        assert sent == ["sent"]
        assert turns.are_free

    run(check)


def test_streams_of_one_connection_send_frame_by_frame_in_turn(run):
    frames = []

    async def check():
        ours, theirs = (trio.SocketStream(end) for end in trio.socket.socketpair())
        cipher = ChaCha20Poly1305(bytes(32))
        muxed = Connection(ours, Sealer(cipher, 0), Opener(cipher, 0), "peer", is_initiator=True)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(muxed.start)

            async def pour():
                stream = await muxed.open_stream()
                stream.send_window = 2**30
                await stream.write(bytes(2**22))

            for _ in range(8):
                nursery.start_soon(pour)
            await trio.testing.wait_all_tasks_blocked()
            opener, sealed, plain = Opener(cipher, 0), b"", b""
            while len(frames) < 128:
                plaintexts, end = opener.open(memoryview(sealed := sealed + await theirs.receive_some(2**20)))
                sealed, plain = sealed[end:], plain + b"".join(plaintexts)
                plain = take_frames(plain, frames)
            muxed.end()
        await theirs.aclose()

    run(check)
    for number in range(0, len(frames), 8):
        counts = Counter(frames[: number + 8])
        assert max(counts.values()) - min(counts[stream] for stream in set(frames)) <= 3


def take_frames(plain, frames):
    """Note the stream of every whole data frame in `plain`; what is left of it."""
    while len(plain) >= yamux.HEADER.size:
        _, kind, _, stream, length = yamux.HEADER.unpack_from(plain)
        size = yamux.HEADER.size + (length if kind == yamux.DATA else 0)
        if len(plain) < size:
            break
        if kind == yamux.DATA:
            frames.append(stream)
        plain = plain[size:]
    return plain
