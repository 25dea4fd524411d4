"""Negotiation: which protocol a new stream speaks.

Source: multiformats, multistream-select 1.0.0. Both lines of the asker go out at once, together with what
follows them where the peer is known to speak the protocol.
"""

from collections.abc import Collection

from p2p.errors import MessageMalformedError, ProtocolUnsupportedError
from p2p.stream import PeerStream
from p2p.wire.framing import encode_frame

_HEADER = b"/multistream/1.0.0\n"
_HEADER_FRAME = encode_frame(_HEADER)
_NOT_AVAILABLE = b"na\n"
_LIST = b"ls\n"
_MAX_LINE_BYTES = 1024
_MAX_TRIES = 8


def propose(stream: PeerStream, protocol: str) -> None:
    """Let `stream` begin by saying that it is to speak `protocol`; the next receive checks the peer's answer.

    Errors, of that receive: ProtocolUnsupportedError (p2p.protocol.unsupported),
    MessageMalformedError (p2p.message.malformed).
    """
    line = protocol.encode() + b"\n"

    def check(answer: bytes) -> None:
        if answer == _NOT_AVAILABLE:
            raise ProtocolUnsupportedError("the peer does not speak the protocol", peer=stream.peer, protocol=protocol)
        if answer != line:
            raise MessageMalformedError("the peer answered with another protocol", peer=stream.peer, protocol=protocol)

    def check_header(answer: bytes) -> None:
        if answer != _HEADER:
            raise MessageMalformedError("the peer does not speak multistream-select", peer=stream.peer)

    stream.expect(check_header, check)
    stream.hold(_HEADER_FRAME + encode_frame(line))


async def agree_on(stream: PeerStream, protocols: Collection[str], timeout_s: float) -> str:
    """The one of `protocols` that the peer asks for.

    Errors: ProtocolUnsupportedError (p2p.protocol.unsupported) after some wrong guesses, MessageMalformedError
    (p2p.message.malformed) and those of the stream.
    """
    stream.hold(_HEADER_FRAME)
    if await stream.receive_frame(_MAX_LINE_BYTES, timeout_s) != _HEADER:
        raise MessageMalformedError("the peer does not speak multistream-select", peer=stream.peer)
    for _ in range(_MAX_TRIES):
        line = await stream.receive_frame(_MAX_LINE_BYTES, timeout_s)
        wanted = line.removesuffix(b"\n").decode("utf-8", "replace")
        if wanted in protocols:
            await stream.send_bytes(encode_frame(line), timeout_s)
            return wanted
        known = b"".join(encode_frame(name.encode() + b"\n") for name in sorted(protocols))
        await stream.send_bytes(encode_frame(known + b"\n" if line == _LIST else _NOT_AVAILABLE), timeout_s)
    raise ProtocolUnsupportedError("the peer asks for nothing that is spoken here", peer=stream.peer)
