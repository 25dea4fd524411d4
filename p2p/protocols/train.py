"""Training over `/p2p-agent/train/1.0.0`: one kept stream per participant and session, every message signed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import trio

from core.ids import PeerId
from core.signing.keys import SigningKey
from p2p.clock import now_ms
from p2p.errors import MessageMalformedError, PeerUnreachableError, PeerUntrustedError
from p2p.host import AgentHost
from p2p.stream import PeerStream
from p2p.wire.messages import encode_message, envelope, parse_message
from p2p.wire.signing import ReplayWindow, check_request, sign_message
from p2p.wire.train import MAX_TRAIN_MESSAGE_BYTES, AnyTrainMessage, TrainMessage

TRAIN_PROTOCOL = "/p2p-agent/train/1.0.0"
SEND_TIMEOUT_S = 15.0
MESSAGE_LIFETIME_MS = 60_000
MAX_INBOUND = 16

Message = TypeVar("Message", bound=TrainMessage)


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who we are, whom we trust, and what we have heard already."""

    key: SigningKey
    is_trusted: Callable[[PeerId], bool]
    window: ReplayWindow


class TrainChannel:
    """Signed messages of one session to and from one peer."""

    def __init__(self, stream: PeerStream, credentials: Credentials, session_id: str) -> None:
        self.peer = stream.peer
        self.session_id = session_id
        self._stream = stream
        self._credentials = credentials
        self._sending = trio.Lock()

    async def send(self, model: type[Message], /, **fields: Any) -> None:
        """Sign and send one message; it is sent whole even if the caller is cancelled, for a half would end the stream.

        Errors: StreamClosedError (p2p.stream.closed), StreamTimeoutError (p2p.stream.timeout).
        """
        base = envelope(self._credentials.key.peer_id, self.peer, now_ms(), MESSAGE_LIFETIME_MS)
        message = model(**base, session_id=self.session_id, **fields)
        frame = encode_message(sign_message(message, self._credentials.key))
        async with self._sending:
            with trio.CancelScope(shield=True):
                await self._stream.send_frame(frame, SEND_TIMEOUT_S)

    async def receive(self, timeout_s: float) -> TrainMessage:
        """The peer's next message, verified; it belongs to this channel's session.

        Errors: those of `check_request` and of streams, MessageMalformedError (p2p.message.malformed) for one of another session.
        """
        message = await self.receive_first(timeout_s)
        if message.session_id != self.session_id:
            raise MessageMalformedError("a message of another session", session_id=message.session_id)
        return message

    async def receive_first(self, timeout_s: float) -> TrainMessage:
        """The peer's next message, verified, of whatever session.

        Errors: those of `check_request` and of streams.
        """
        if not self._credentials.is_trusted(self.peer):
            # Said before a stranger's message is read: it could be a megabyte.
            raise PeerUntrustedError("the peer is not on the trust list", peer=self.peer)
        frame = await self._stream.receive_frame(MAX_TRAIN_MESSAGE_BYTES, timeout_s)
        message = parse_message(AnyTrainMessage, frame).root
        check_request(
            message,
            peer=self.peer,
            own_id=self._credentials.key.peer_id,
            now_ms=now_ms(),
            window=self._credentials.window,
            is_trusted=self._credentials.is_trusted,
        )
        return message

    async def close(self) -> None:
        """End the stream once the peer has ended its side too."""
        await self._stream.close()

    async def reset(self) -> None:
        """Break the stream off."""
        await self._stream.reset()


async def open_channel(host: AgentHost, peer: PeerId, credentials: Credentials, session_id: str, timeout_s: float) -> TrainChannel:
    """A channel to `peer`, dialled where there is no connection.

    Errors: PeerUnreachableError (p2p.peer.unreachable) also when it takes longer than `timeout_s`, and those of the host.
    """
    with trio.move_on_after(timeout_s):
        return TrainChannel(await host.open_stream(peer, TRAIN_PROTOCOL, timeout_s), credentials, session_id)
    raise PeerUnreachableError("no stream in time", peer=peer, timeout_s=timeout_s)
