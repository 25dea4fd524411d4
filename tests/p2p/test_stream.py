import pytest
import trio

from p2p.errors import MessageTooLargeError, MessageTruncatedError, StreamClosedError, StreamTimeoutError
from p2p.wire.framing import encode_frame


@pytest.fixture
def talk(run, make_host):
    """Open a stream on which the other side runs `speak`, and run `listen` on this side."""

    def talk_now(speak, listen, timeout_s=30.0):
        async def check():
            one, two = make_host(), make_host()
            two.serve("/talk", speak)
            async with one.run(), two.run():
                await one.connect(two.peer_id, two.addresses)
                await listen(await one.open_stream(two.peer_id, "/talk"))

        run(check, timeout_s)

    return talk_now


def test_frames_and_raw_bytes_may_follow_each_other(talk):
    async def speak(stream):
        await stream.send_bytes(encode_frame(b"header") + b"raw")
        await stream.send_bytes(b" bytes")

    async def listen(stream):
        assert await stream.receive_frame(100, 5) == b"header"
        raw = b""
        while data := await stream.receive_some(2, 5):
            raw += data
        assert raw == b"raw bytes"
        assert stream.num_bytes_received >= len(b"header") + len(raw)
        await stream.close()

    talk(speak, listen)


def test_an_end_between_frames_and_an_end_inside_one_are_told_apart(talk):
    async def speak(stream):
        await stream.send_bytes(encode_frame(b"whole") + encode_frame(b"part")[:3])

    async def listen(stream):
        assert await stream.receive_frame(100, 5) == b"whole"
        with pytest.raises(MessageTruncatedError):
            await stream.receive_frame(100, 5)
        await stream.close()

    talk(speak, listen)

    async def say_nothing(stream):
        pass

    async def hear_nothing(stream):
        with pytest.raises(StreamClosedError):
            await stream.receive_frame(100, 5)

    talk(say_nothing, hear_nothing)


def test_a_frame_that_is_too_large_is_refused_before_it_is_read(talk):
    async def speak(stream):
        await stream.send_frame(bytes(200_000))

    async def listen(stream):
        with pytest.raises(MessageTooLargeError):
            await stream.receive_frame(100_000, 5)
        assert stream.num_bytes_received < 400_000
        await stream.reset()

    talk(speak, listen)


def test_every_wait_ends(talk):
    async def speak(stream):
        await trio.sleep(5)

    async def listen(stream):
        for wait in (stream.receive_frame, stream.receive_some):
            with pytest.raises(StreamTimeoutError):
                await wait(100, 0.1)
        with pytest.raises((StreamTimeoutError, StreamClosedError)):
            await stream.send_bytes(bytes(10_000_000), timeout_s=0.3)
        with pytest.raises(StreamClosedError):
            await stream.send_bytes(b"after a failed send the stream is over")

    talk(speak, listen)


def test_a_reset_reaches_the_other_side(talk):
    noticed = []

    async def speak(stream):
        try:
            await stream.receive_frame(100, 5)
        except StreamClosedError:
            noticed.append(True)
            raise

    async def listen(stream):
        await stream.reset()
        while not noticed:
            await trio.sleep(0.01)

    talk(speak, listen)


def test_closing_waits_for_the_other_side_and_loses_nothing(talk):
    async def speak(stream):
        await stream.send_bytes(bytes(150_000))

    async def listen(stream):
        await trio.sleep(0.5)
        size = 0
        while data := await stream.receive_some(10_000, 5):
            size += len(data)
        assert size == 150_000
        await stream.close()
        await stream.close()

    talk(speak, listen)


def test_large_things_go_both_ways_at_once(talk):
    size = 3_000_000

    async def exchange(stream):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(stream.send_frame, bytes(size))
            assert len(await stream.receive_frame(size, 20)) == size

    async def listen(stream):
        await exchange(stream)
        await stream.close()

    talk(exchange, listen)


async def until_broken(stream):
    is_broken = trio.Event()
    stream.when_broken(is_broken.set)
    await is_broken.wait()


def test_what_comes_while_a_break_is_waited_for_is_passed_over_and_what_comes_later_is_not(talk):
    async def speak(stream):
        await stream.receive_frame(100, 5)
        for _ in range(3):
            await stream.send_bytes(bytes(200_000))
        await stream.send_frame(b"done")
        await stream.receive_frame(100, 5)
        await stream.send_frame(b"later")
        await stream.close()

    async def listen(stream):
        broken = []
        stream.when_broken(lambda: broken.append(True))
        await stream.send_frame(b"hello")
        await trio.sleep(0.3)
        stream.when_broken(None)
        await stream.send_frame(b"go on")
        assert await stream.receive_frame(100, 5) == b"later"
        assert not broken
        await stream.close()

    talk(speak, listen)


def test_a_stream_that_is_broken_already_says_so_at_once_and_only_once(talk):
    async def speak(stream):
        await stream.reset()

    async def listen(stream):
        await until_broken(stream)
        broken = []
        stream.when_broken(lambda: broken.append(True))
        await stream.reset()
        assert broken == [True]

    talk(speak, listen)


@pytest.mark.parametrize("ends_first", [True, False])
def test_a_reset_is_noticed_also_after_a_quiet_end(talk, ends_first):
    noticed = []

    async def speak(stream):
        await stream.receive_frame(100, 5)
        await until_broken(stream)
        noticed.append(True)

    async def listen(stream):
        await stream.send_frame(b"hello")
        if ends_first:
            await stream.close_write()
        await trio.sleep(0.2)
        assert not noticed
        await stream.reset()
        while not noticed:
            await trio.sleep(0.01)

    talk(speak, listen)


def test_a_stream_that_the_peer_resets_while_it_is_read_is_broken_and_not_lost(talk):
    async def speak(stream):
        await stream.receive_some(1, 5)
        await stream.reset()

    async def listen(stream):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(stream.send_bytes, b"x")
            with pytest.raises(StreamClosedError):
                await stream.receive_some(1, 5)
        assert not stream.is_lost

    talk(speak, listen)


def test_a_stream_whose_connection_ends_while_it_is_read_is_lost(run, make_host):
    async def check():
        one, two, reading = make_host(), make_host(), trio.Event()

        async def speak(stream):
            reading.set()
            await stream.receive_some(1, 20)

        two.serve("/talk", speak)
        async with one.run(), two.run():
            await one.connect(two.peer_id, two.addresses)
            stream = await one.open_stream(two.peer_id, "/talk")
            async with trio.open_nursery() as nursery:

                async def cut():
                    await reading.wait()
                    for link in list(two._links.values()):
                        await link.abort()

                nursery.start_soon(cut)
                with pytest.raises(StreamClosedError):
                    await stream.receive_some(1, 20)
            assert stream.is_lost

    run(check)


@pytest.mark.parametrize("is_half_closed", [False, True])
def test_a_reset_is_noticed_without_reading_also_after_a_quiet_end(talk, is_half_closed):
    async def speak(stream):
        await stream.receive_some(1, 5)
        await stream.send_bytes(b"dropped")
        if is_half_closed:
            await stream.close_write()
        await trio.sleep(0.1)
        await stream.reset()

    async def listen(stream):
        await stream.send_bytes(b"x")
        with trio.fail_after(10):
            await until_broken(stream)
        assert not stream.is_lost

    talk(speak, listen)
