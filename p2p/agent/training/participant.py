"""An agent as a participant: takes a trusted coordinator's offers, trains in a process of its own, offers the update."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import structlog
import trio

from core.errors import CodedError
from core.ids import PeerId
from learning.codecs.names import parse_codec_name
from p2p.agent.computing.child import WorkerChild
from p2p.agent.computing.operations import CorpusFacts, Inspect, Train, UpdateFile
from p2p.agent.corpora.consents import Consents
from p2p.agent.errors import FileRefusedError, SessionBusyError, SessionInvalidError
from p2p.agent.storage.home import AgentHome
from p2p.agent.training.activity import Activity, EventKind
from p2p.agent.training.debts import Debt, DebtFiles
from p2p.errors import MessageMalformedError, RoundLateError
from p2p.host import AgentHost
from p2p.protocols.blob import BlobShelf, BlobStore, pulled_blob
from p2p.protocols.train import MAX_INBOUND, TRAIN_PROTOCOL, Credentials, TrainChannel
from p2p.stream import PeerStream
from p2p.wire.messages import ErrorReport
from p2p.wire.train import (
    MODEL_HEADER_BYTES,
    NO_SESSION,
    Decline,
    RoundAccept,
    RoundOffer,
    SessionAccept,
    SessionEnd,
    SessionOffer,
    UpdateAck,
    UpdateOffer,
)

OFFER_TIMEOUT_S = 30.0
INSPECTION_TIMEOUT_S = 60.0
SEAT_PATIENCE_S = 2.0
IDLE_ROUNDS = 3
IDLE_SLACK_S = 60.0
ACK_TIMEOUT_S = 60.0

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Round:
    """A round that is being worked on."""

    scope: trio.CancelScope = field(default_factory=trio.CancelScope)
    acknowledged: trio.Event = field(default_factory=trio.Event)


@dataclass(frozen=True, slots=True)
class _Seat:
    """The one session that the agent takes part in."""

    session_id: str
    coordinator: str
    scope: trio.CancelScope = field(default_factory=trio.CancelScope)
    left: trio.Event = field(default_factory=trio.Event)

    async def give_up(self, to: "_Seat") -> None:
        """Leave for the same session on another stream; for the coordinator's next session, when this one has just ended."""
        if self.session_id == to.session_id:
            self.scope.cancel()
        with trio.move_on_after(SEAT_PATIENCE_S):
            await self.left.wait()


@dataclass(slots=True)
class Participant:
    """Serves training sessions, one at a time."""

    host: AgentHost
    home: AgentHome
    trainer: WorkerChild
    shelf: BlobShelf
    store: BlobStore
    credentials: Credentials
    consents: Consents
    debts: DebtFiles
    activity: Activity = field(default_factory=Activity)
    _seat: _Seat | None = None

    @property
    def is_seated(self) -> bool:
        """Whether the agent takes part in a session now."""
        return self._seat is not None

    def serve(self) -> None:
        """Answer the offers of coordinators from now on."""
        self.host.serve(TRAIN_PROTOCOL, self._answer, max_inbound=MAX_INBOUND)

    async def _answer(self, stream: PeerStream) -> None:
        """One stream, one session; a coordinator learns the code of whatever ends it early."""
        channel = TrainChannel(stream, self.credentials, NO_SESSION)
        try:
            offer = await channel.receive_first(OFFER_TIMEOUT_S)
            if not isinstance(offer, SessionOffer):
                raise MessageMalformedError("a session begins with its offer")
            channel.session_id = offer.session_id
            async with self._seated(offer):
                await self._take_part(channel, offer)
        except CodedError as error:
            log.warning("train.ended", peer=stream.peer, session_id=channel.session_id, code=error.code, reason=str(error))
            await _decline(channel, None, error)

    @asynccontextmanager
    async def _seated(self, offer: SessionOffer) -> AsyncGenerator[None]:
        """Sit in the session; a coordinator that lost its stream takes the same seat again, and the old stream is left."""
        new = _Seat(offer.session_id, offer.sender)
        if self._seat is not None and self._seat.coordinator == new.coordinator:
            await self._seat.give_up(to=new)
        if self._seat is not None:
            raise SessionBusyError("the agent is in another session")
        self._seat = new
        try:
            with new.scope:
                yield
        finally:
            self._seat = None
            new.left.set()
            self._update_path(offer).unlink(missing_ok=True)

    async def _take_part(self, channel: TrainChannel, offer: SessionOffer) -> None:
        """Check the offer, then work off rounds until the coordinator ends the session or is gone, which is heard at any time."""
        failures: list[CodedError] = []
        async with trio.open_nursery() as nursery:

            async def guarded(step: Callable[[], Awaitable[None]]) -> None:
                try:
                    await step()
                except CodedError as error:
                    failures.append(error)
                    nursery.cancel_scope.cancel()

            nursery.start_soon(guarded, lambda: self._accept(channel, offer))
            nursery.start_soon(guarded, lambda: self.consents.keep(offer.corpus, channel.peer))
            try:
                await self._work_off(channel, offer, nursery)
            except CodedError as error:
                failures.append(error)
            nursery.cancel_scope.cancel()
        if failures:
            self._note("ended", channel, offer, code=failures[0].code)
            raise failures[0]

    async def _accept(self, channel: TrainChannel, offer: SessionOffer) -> None:
        if offer.client >= offer.plan.num_clients:
            raise SessionInvalidError("the plan has no such client", client=offer.client, num_clients=offer.plan.num_clients)
        self.consents.check(offer.corpus, channel.peer)
        corpus = self.home.corpus_path(offer.corpus)
        facts = await self.trainer.call(Inspect(plan=offer.plan, corpus_path=str(corpus)), CorpusFacts, INSPECTION_TIMEOUT_S)
        await channel.send(SessionAccept, kind="session_accept", num_examples=facts.num_examples)
        self._note("joined", channel, offer, num_rounds=offer.plan.num_rounds)
        log.info("train.joined", coordinator=channel.peer, session_id=offer.session_id, client=offer.client, examples=facts.num_examples)

    async def _work_off(self, channel: TrainChannel, offer: SessionOffer, nursery: trio.Nursery) -> None:
        idle_s = IDLE_ROUNDS * offer.round_timeout_ms / 1000 + IDLE_SLACK_S
        current: _Round | None = None
        while True:
            message = await channel.receive(idle_s)
            match message:
                case RoundOffer():
                    # A new round means that the old one is over, done or not.
                    if current is not None:
                        current.scope.cancel()
                    current = _Round()
                    nursery.start_soon(self._round, channel, offer, message, current)
                case UpdateAck():
                    code = message.error.code if message.error is not None else None
                    if code is not None:
                        log.warning("train.update_refused", round=message.round_index, code=code)
                    self._note("refused" if code else "counted", channel, offer, round_index=message.round_index, code=code)
                    if current is not None:
                        current.acknowledged.set()
                case SessionEnd():
                    await trio.to_thread.run_sync(self.debts.forget, channel.peer, offer.session_id)
                    self._note("ended", channel, offer)
                    log.info("train.done", coordinator=channel.peer, session_id=offer.session_id)
                    return
                case _:
                    raise MessageMalformedError("a coordinator does not say that", kind=type(message).__name__)

    async def _round(self, channel: TrainChannel, session: SessionOffer, offer: RoundOffer, state: _Round) -> None:
        state.scope.deadline = trio.current_time() + offer.time_left_ms / 1000 + ACK_TIMEOUT_S
        with state.scope:
            try:
                await self._contribute(channel, session, offer, state)
            except CodedError as error:
                log.warning("train.round_failed", round=offer.round_index, code=error.code, reason=str(error))
                await _decline(channel, offer.round_index, error)

    async def _contribute(self, channel: TrainChannel, session: SessionOffer, offer: RoundOffer, state: _Round) -> None:
        """Pull the model, train, and offer the update until it has been acknowledged."""
        plan = session.plan
        last_counted = -1 if offer.last_counted is None else offer.last_counted
        if (
            not last_counted < offer.round_index < plan.num_rounds
            or offer.model.size_bytes > 4 * plan.model.num_parameters + MODEL_HEADER_BYTES
        ):
            raise SessionInvalidError("the round does not fit the plan", round_index=offer.round_index, model_bytes=offer.model.size_bytes)
        await channel.send(RoundAccept, kind="round_accept", round_index=offer.round_index)
        update = await self._train(channel.peer, session, offer)
        trained = {"round_index": offer.round_index, "loss": update.loss, "size_bytes": update.size_bytes}
        self._note("trained", channel, session, **trained)
        log.info("train.trained", round=offer.round_index, loss=round(update.loss, 4), size_bytes=update.size_bytes)
        with self.shelf.offered(self._update_path(session), update.size_bytes, update.sha256, frozenset({channel.peer})) as reference:
            facts = {"num_examples": update.num_examples, "loss": update.loss}
            if update.global_loss is not None:
                facts["global_loss"] = update.global_loss
            await channel.send(UpdateOffer, kind="update_offer", round_index=offer.round_index, update=reference, **facts)
            await state.acknowledged.wait()

    async def _train(self, coordinator: PeerId, session: SessionOffer, offer: RoundOffer) -> UpdateFile:
        """Pull the model and train it in the time left."""
        time_left_s = offer.time_left_ms / 1000
        with trio.move_on_after(time_left_s):
            debt = await self._debt(coordinator, session, offer)
            async with pulled_blob(self.host, self.store, coordinator, offer.model, timeout_s=time_left_s) as model:
                operation = Train(
                    plan=session.plan,
                    model_path=str(model.path),
                    corpus_path=str(self.home.corpus_path(session.corpus)),
                    round_index=offer.round_index,
                    client=session.client,
                    out_path=str(self._update_path(session)),
                    debt_path=str(debt.before) if debt is not None and debt.before is not None else None,
                    new_debt_path=str(debt.behind) if debt is not None else None,
                )
                return await self.trainer.call(operation, UpdateFile, time_left_s)
        raise RoundLateError("the time was up before there was an update", time_left_s=time_left_s)

    async def _debt(self, coordinator: PeerId, session: SessionOffer, offer: RoundOffer) -> Debt | None:
        """The files of what the codec's updates leave owed, None where it is one that leaves nothing."""
        if not parse_codec_name(session.plan.codec).keeps_state:
            return None
        place = (coordinator, session.session_id, offer.last_counted, offer.round_index)
        try:
            return await trio.to_thread.run_sync(self.debts.of_round, *place)
        except OSError as error:
            raise FileRefusedError(f"the codec's state cannot be kept: {error.strerror}") from error

    def _note(self, kind: EventKind, channel: TrainChannel, session: SessionOffer, **facts: int | float | str | None) -> None:
        self.activity.note(kind, session.session_id, channel.peer, session.corpus, **facts)

    def _update_path(self, session: SessionOffer) -> Path:
        """One file a session: the process that writes it ends with the round that is given up."""
        return self.home.blobs / f"out-{session.session_id}"


async def _decline(channel: TrainChannel, round_index: int | None, error: CodedError) -> None:
    """Tell the coordinator why not; one that is gone is noticed by whoever reads its stream."""
    try:
        await channel.send(Decline, kind="decline", round_index=round_index, error=ErrorReport.of(error))
    except CodedError as failure:
        log.info("train.unheard", peer=channel.peer, code=failure.code)
