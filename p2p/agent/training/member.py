"""A participant as its coordinator sees it: the kept stream, what is asked on it, what comes back."""

from dataclasses import dataclass
from typing import TypeVar

import structlog
import trio

from core.errors import CodedError
from core.ids import PeerId
from learning.plan import TrainingPlan
from p2p.agent.errors import PeerLostError
from p2p.errors import (
    MessageMalformedError,
    MessageTruncatedError,
    PeerUntrustedError,
    RoundLateError,
    StreamClosedError,
)
from p2p.host import AgentHost
from p2p.protocols.train import Credentials, TrainChannel, open_channel
from p2p.wire.blob import BlobReference
from p2p.wire.messages import ErrorReport, error_of
from p2p.wire.train import Decline, RoundAccept, RoundOffer, SessionAccept, SessionEnd, SessionOffer, TrainMessage, UpdateAck, UpdateOffer

OPEN_TIMEOUT_S = 5.0
IDLE_ROUNDS = 3
IDLE_SLACK_S = 60.0
MAX_UNREAD = 8

Awaited = TypeVar("Awaited", RoundAccept, UpdateOffer)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SessionTerms:
    """What every participant of a session is offered."""

    session_id: str
    plan: TrainingPlan
    corpus: str
    round_timeout_s: float


class Member:
    """One participant of one session; a stream that broke is opened again by the next round.

    A task of the session's nursery always reads, so that the peer's death is noticed at once.
    """

    def __init__(self, client: int, peer: PeerId, terms: SessionTerms, host: AgentHost, credentials: Credentials) -> None:
        self.client = client
        self.peer = peer
        self.num_examples = 0
        self._terms = terms
        self._host = host
        self._credentials = credentials
        self._channel: TrainChannel | None = None
        self._inbox: trio.MemoryReceiveChannel[TrainMessage] | None = None
        self._failure: CodedError | None = None
        self._lost = trio.Event()
        self._round: int | None = None

    async def join(self, nursery: trio.Nursery) -> TrainChannel:
        """The stream on which the participant has accepted the session; a task of `nursery` reads it.

        Errors: those of `offer_round`.
        """
        return self._channel or await self._join(nursery)

    async def offer_round(
        self, round_index: int, model: BlobReference, time_left_s: float, nursery: trio.Nursery, *, last_counted: int | None = None
    ) -> None:
        """Return when the participant has begun the round; `last_counted` is said where it is given.

        Errors: PeerUntrustedError (p2p.peer.untrusted), PeerUnreachableError (p2p.peer.unreachable), PeerLostError
        (p2p.peer.lost), and whatever code the participant declines with.
        """
        channel = await self.join(nursery)
        self._round = round_index
        fields = {"round_index": round_index, "model": model, "time_left_ms": int(time_left_s * 1000)}
        said = {} if last_counted is None else {"last_counted": last_counted}
        await channel.send(RoundOffer, kind="round_offer", **fields, **said)
        await self._await_of_round(RoundAccept, round_index)

    async def update_of(self, round_index: int) -> UpdateOffer:
        """The participant's update of the round that it has begun.

        Errors: PeerLostError (p2p.peer.lost), and whatever code the participant declines with.
        """
        return await self._await_of_round(UpdateOffer, round_index)

    async def acknowledge(self, round_index: int, error: CodedError | None) -> None:
        """Tell what became of the update; a participant that is gone need not know."""
        report = ErrorReport.of(error) if error is not None else None
        if self._channel is not None:
            try:
                await self._channel.send(UpdateAck, kind="update_ack", round_index=round_index, error=report)
            except CodedError as failure:
                log.info("train.unheard", peer=self.peer, code=failure.code)

    def leave_round(self) -> None:
        """From now on the round's messages come too late."""
        self._round = None

    async def is_lost(self, patience_s: float) -> bool:
        """Whether the participant's stream is gone, or goes within `patience_s`."""
        with trio.move_on_after(patience_s):
            await self._lost.wait()
        return self._lost.is_set()

    async def end(self, *, is_over: bool) -> None:
        """Close the stream; say goodbye if the session is over, and does not go on with the next agent."""
        channel, self._channel = self._channel, None
        if channel is None:
            return
        try:
            if is_over:
                await channel.send(SessionEnd, kind="session_end")
                await channel.close()
            else:
                await channel.reset()
        except CodedError as failure:
            log.info("train.unheard", peer=self.peer, code=failure.code)

    async def _join(self, nursery: trio.Nursery) -> TrainChannel:
        """Open a stream and offer the session; from the acceptance on a task reads the stream."""
        if not self._credentials.is_trusted(self.peer):
            raise PeerUntrustedError("the participant is not on the trust list", peer=self.peer)
        terms = self._terms
        channel = await open_channel(self._host, self.peer, self._credentials, terms.session_id, OPEN_TIMEOUT_S)
        is_joined = False
        try:
            fields = {"corpus": terms.corpus, "client": self.client, "round_timeout_ms": int(terms.round_timeout_s * 1000)}
            await channel.send(SessionOffer, kind="session_offer", plan=terms.plan, **fields)
            answer = await channel.receive_first(terms.round_timeout_s)
            if isinstance(answer, Decline):
                raise error_of(answer.error)
            if not isinstance(answer, SessionAccept) or answer.session_id != terms.session_id:
                raise MessageMalformedError("neither accepted nor declined", kind=type(answer).__name__)
            is_joined = True
        finally:
            if not is_joined:
                await channel.reset()
        self.num_examples = answer.num_examples
        send, self._inbox = trio.open_memory_channel[TrainMessage](MAX_UNREAD)
        self._channel, self._failure, self._lost = channel, None, trio.Event()
        nursery.start_soon(self._read, channel, send, self._lost)
        return channel

    async def _read(self, channel: TrainChannel, inbox: trio.MemorySendChannel[TrainMessage], lost: trio.Event) -> None:
        """Deliver what the participant says until it goes away or says what it must not."""
        idle_s = IDLE_ROUNDS * self._terms.round_timeout_s + IDLE_SLACK_S
        try:
            while True:
                message = await channel.receive(idle_s)
                if isinstance(message, UpdateOffer) and message.round_index != self._round:
                    await channel.send(UpdateAck, kind="update_ack", round_index=message.round_index, error=_LATE)
                elif isinstance(message, RoundAccept | UpdateOffer | Decline):
                    inbox.send_nowait(message)
                else:
                    raise MessageMalformedError("a participant does not say that", kind=type(message).__name__)
        except (StreamClosedError, MessageTruncatedError):
            self._failure = PeerLostError("the participant went away", peer=self.peer)
        except trio.WouldBlock:
            self._failure = MessageMalformedError("the participant says more than it is asked", peer=self.peer)
        except CodedError as error:
            self._failure = error
        finally:
            inbox.close()
            lost.set()
            if self._channel is channel:
                self._channel = None
                await channel.reset()

    async def _await_of_round(self, kind: type[Awaited], round_index: int) -> Awaited:
        """The next message of that kind; what is left of earlier rounds is passed over."""
        assert self._inbox is not None
        async for message in self._inbox:
            if isinstance(message, Decline) and message.round_index in (None, round_index):
                raise error_of(message.error)
            if isinstance(message, kind) and message.round_index == round_index:
                return message
        raise self._failure or PeerLostError("the participant went away", peer=self.peer)


_LATE = ErrorReport(code=RoundLateError.code, message=RoundLateError.text)
