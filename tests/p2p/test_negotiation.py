import pytest
import trio

from core.errors import CodedError
from p2p.errors import MessageMalformedError, ProtocolUnsupportedError, StreamClosedError
from p2p.negotiation import agree_on, propose
from p2p.wire.framing import FrameDecoder, encode_frame

HEADER = b"/multistream/1.0.0\n"


class Pipe:
    """One end of a stream in memory."""

    peer = "peer"

    def __init__(self, send, receive):
        self._send, self._receive, self._decoder = send, receive, FrameDecoder(0)
        self._held = b""

    def hold(self, data):
        self._held += data

    async def send_bytes(self, data, timeout_s):
        data, self._held = self._held + data, b""
        await self._send.send(data)

    def expect(self, *checks):
        self.checks = checks

    async def be_checked(self):
        for check in self.checks:
            check(await self.receive_frame(1024, 1))

    async def receive_frame(self, max_size_bytes, timeout_s):
        self._decoder.max_size_bytes = max_size_bytes
        while (frame := self._decoder.next_frame()) is None:
            if self._held:
                await self.send_bytes(b"", timeout_s)
            try:
                self._decoder.feed(await self._receive.receive())
            except trio.EndOfChannel as error:
                raise StreamClosedError("ended") from error
        return frame


def pipes():
    to_two, from_one = trio.open_memory_channel(100)
    to_one, from_two = trio.open_memory_channel(100)
    return Pipe(to_two, from_two), Pipe(to_one, from_one)


def test_both_sides_agree_on_what_is_asked_for(run):
    async def check():
        one, two = pipes()
        propose(one, "/b")
        async with trio.open_nursery() as nursery:
            nursery.start_soon(one.be_checked)
            assert await agree_on(two, {"/a", "/b"}, 1) == "/b"

    run(check)


def test_what_is_not_spoken_is_told_and_another_may_be_asked_for(run):
    async def check():
        one, two = pipes()
        await one._send.send(encode_frame(HEADER) + encode_frame(b"/x\n") + encode_frame(b"ls\n") + encode_frame(b"/a\n"))
        assert await agree_on(two, {"/b", "/a"}, 1) == "/a"
        answers = [await one.receive_frame(1000, 1) for _ in range(4)]
        assert answers == [HEADER, b"na\n", b"\x03/a\n\x03/b\n\n", b"/a\n"]

    run(check)


def test_asking_for_what_is_not_spoken_is_an_error(run):
    async def check():
        one, two = pipes()
        await two._send.send(encode_frame(HEADER) + encode_frame(b"na\n"))
        propose(one, "/x")
        with pytest.raises(ProtocolUnsupportedError):
            await one.be_checked()

    run(check)


@pytest.mark.parametrize("answer", [encode_frame(b"HTTP/1.1 400"), encode_frame(HEADER) + encode_frame(b"/y\n")])
def test_an_answer_to_something_else_is_malformed(run, answer):
    async def check():
        one, two = pipes()
        await two._send.send(answer)
        propose(one, "/x")
        with pytest.raises(MessageMalformedError):
            await one.be_checked()

    run(check)


@pytest.mark.parametrize("asked", [b"\x05hello", encode_frame(HEADER) + encode_frame(b"\xff") * 20, b"\xff" * 9])
def test_a_peer_that_asks_for_nothing_known_is_refused(run, asked):
    async def check():
        one, two = pipes()
        await one._send.send(asked)
        with pytest.raises(CodedError):
            await agree_on(two, {"/a"}, 1)

    run(check)
