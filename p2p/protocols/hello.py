"""Hello: the first words on a connection, by which peers of another network are told apart.

The dialler names its network; the other side answers with its own, and with a refusal where the two differ.
"""

from core.errors import CodedError
from p2p.errors import PeerOtherNetworkError
from p2p.stream import PeerStream
from p2p.wire.messages import ErrorReport, Hello, encode_message, parse_message

PROTOCOL = "/p2p-agent/hello/1.0.0"
VERSION = "1"
_MAX_BYTES = 1024


async def say_hello(stream: PeerStream, network: str, timeout_s: float) -> None:
    """Return when the peer belongs to `network` and has taken us for one of its own.

    Errors: PeerOtherNetworkError (p2p.peer.other_network) and those of the stream and of parsing.
    """
    await stream.send_frame(encode_message(Hello(network=network, version=VERSION)), timeout_s)
    answer = parse_message(Hello, await stream.receive_frame(_MAX_BYTES, timeout_s))
    if answer.error is not None or answer.network != network:
        raise PeerOtherNetworkError("the peer belongs to another network", peer=stream.peer, network=answer.network)


async def answer_hello(stream: PeerStream, network: str, timeout_s: float) -> None:
    """Hear the peer's network and answer; return when it is ours.

    Errors: PeerOtherNetworkError (p2p.peer.other_network), after the peer was told, and those of the stream and of
    parsing.
    """
    error: CodedError | None = None
    said = parse_message(Hello, await stream.receive_frame(_MAX_BYTES, timeout_s))
    if said.network == network:
        answer = Hello(network=network, version=VERSION)
    else:
        error = PeerOtherNetworkError("the peer belongs to another network", peer=stream.peer, network=said.network)
        answer = Hello(network=network, version=VERSION, error=ErrorReport.of(error))
    await stream.send_frame(encode_message(answer), timeout_s)
    if error is not None:
        raise error
