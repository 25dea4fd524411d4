"""One round over agents: offer to all, pull what comes in time, aggregate, report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import structlog
import trio

from core.errors import CodedError
from core.ids import PeerId, SessionId
from learning.errors import UpdateTooLargeError
from learning.plan import TrainingPlan
from learning.rounds import RoundMachine
from p2p.agent.computing.child import Answer, WorkerChild
from p2p.agent.computing.operations import AggregateAdd, AggregateBegin, AggregateFinish, Done, ModelFile
from p2p.agent.errors import PeerLostError, SessionTooFewError, WorkerLostError
from p2p.agent.storage.home import AgentHome
from p2p.agent.training.member import Member
from p2p.agent.training.session_files import CheckpointPaths
from p2p.agent.training.sessions import Dropout, RoundProgress, RoundReport
from p2p.errors import (
    BlobTruncatedError,
    MessageMalformedError,
    PeerUnreachableError,
    RoundLateError,
    SessionUnknownError,
    StreamClosedError,
    StreamTimeoutError,
)
from p2p.host import AgentHost
from p2p.peers import AddressBook
from p2p.protocols.blob import BlobShelf, BlobStore, pulled_blob
from p2p.wire.blob import BlobReference
from p2p.wire.train import UpdateOffer

MAX_COMPUTING_S = 300.0
COMPUTING_SLACK_S = 10.0
"""What a computing process may need beyond a short round: its start, a large model's file."""

_TRANSPORT = (PeerUnreachableError, StreamClosedError, StreamTimeoutError, BlobTruncatedError)
_LOSS_PATIENCE_S = 0.5

log = structlog.get_logger(__name__)


def computing_time_s(round_timeout_s: float) -> float:
    """How long the coordinator's process may take for one operation of a session with such rounds."""
    return min(MAX_COMPUTING_S, round_timeout_s + COMPUTING_SLACK_S)


@dataclass(frozen=True, slots=True)
class Desk:
    """What a coordinator works with."""

    host: AgentHost
    book: AddressBook
    home: AgentHome
    worker: WorkerChild
    shelf: BlobShelf
    store: BlobStore


@dataclass(frozen=True, slots=True)
class Model:
    """A global model as a file in the home, with the strategy's state beside it where `facts` names one."""

    paths: CheckpointPaths
    facts: ModelFile


@dataclass(slots=True)
class Round:
    """The state of a running round; `machine` decides, the rest is what the report says of it."""

    desk: Desk
    session_id: SessionId
    plan: TrainingPlan
    machine: RoundMachine
    members: Mapping[int, Member]
    timeout_s: float
    last_counted: Mapping[int, int] = field(default_factory=dict[int, int])
    """Of each client whose codec's state is behind it, the latest finished round in which it was included."""
    stream_bytes: int = 0
    _dropouts: dict[int, Dropout] = field(default_factory=dict[int, Dropout])
    _losses: dict[int, float] = field(default_factory=dict[int, float])
    _fault: CodedError | None = None
    _scope: trio.CancelScope = field(default_factory=trio.CancelScope)

    @property
    def progress(self) -> RoundProgress:
        """How the round stands."""
        machine = self.machine
        return RoundProgress(
            round_index=machine.round_index,
            waiting_for=tuple(sorted(machine.waiting_for)),
            included=machine.included,
            out=self._out(),
        )

    async def run(self, model: Model, next_paths: CheckpointPaths, nursery: trio.Nursery) -> tuple[Model, RoundReport]:
        """The next model and what happened; `nursery` keeps the members' streams beyond the round.

        Errors: SessionTooFewError (p2p.session.too_few), and the coordinator's own faults (p2p.worker.…, learning.…).
        """
        start_s = trio.current_time()
        await self.desk.worker.call(self._beginning(model), Done, computing_time_s(self.timeout_s))
        peers = frozenset(member.peer for member in self.members.values())
        with self.desk.shelf.offered(model.paths.model, model.facts.size_bytes, model.facts.sha256, peers) as reference:
            await self._collect(reference, nursery)
        if self._fault is not None:
            raise self._fault
        if self.machine.phase != "aggregating":
            need, have = self.plan.min_clients, len(self.machine.included)
            reasons = "; ".join(f"client {dropout.client}: {dropout.code}" for dropout in self._out())
            raise SessionTooFewError(
                f"too few participants remain: {reasons}"[:900], round_index=self.machine.round_index, need=need, have=have
            )
        finish = AggregateFinish(session=self.session_id, out_path=str(next_paths.model), state_out_path=str(next_paths.state))
        facts = await self._aggregate(finish, ModelFile)
        self.machine.aggregated()
        return Model(next_paths, facts), self._report(facts, trio.current_time() - start_s)

    def _beginning(self, model: Model) -> AggregateBegin:
        return AggregateBegin(
            session=self.session_id,
            plan=self.plan,
            model_path=str(model.paths.model),
            state_path=str(model.paths.state) if model.facts.state_sha256 is not None else None,
            round_index=self.machine.round_index,
        )

    async def _collect(self, model: BlobReference, nursery: trio.Nursery) -> None:
        """Hear every member until all are in or out, the deadline has passed, or too few can still come in."""
        self._scope.deadline = trio.current_time() + self.timeout_s
        with self._scope:
            async with trio.open_nursery() as hearings:
                for member in self.members.values():
                    hearings.start_soon(self._hear, member, model, nursery)
        for member in self.members.values():
            member.leave_round()
        for client in self.machine.waiting_for:
            self._note_out(client, RoundLateError("no update before the deadline", timeout_s=self.timeout_s))
        if self.machine.phase == "collecting":
            self.machine.deadline_passed(RoundLateError.code)

    async def _hear(self, member: Member, model: BlobReference, nursery: trio.Nursery) -> None:
        """One member's part, from the offer to the acknowledgement; whatever goes wrong with it puts it out."""
        has_accepted = False
        try:
            last_counted = self.last_counted.get(member.client)
            await member.offer_round(self.machine.round_index, model, self.timeout_s, nursery, last_counted=last_counted)
            has_accepted = True
            self.machine.accepted(member.client)
            offer = await member.update_of(self.machine.round_index)
            await self._receive(member, offer)
        except CodedError as error:
            if has_accepted and isinstance(error, _TRANSPORT) and await member.is_lost(_LOSS_PATIENCE_S):
                error = PeerLostError("the participant went away", peer=member.peer)
            if member.client in self.machine.waiting_for:
                self._note_out(member.client, error)
                self.machine.failed(member.client, error.code)
            await member.acknowledge(self.machine.round_index, error)
        else:
            await member.acknowledge(self.machine.round_index, None)
        if self.machine.phase == "failed":
            self._scope.cancel()

    async def _receive(self, member: Member, offer: UpdateOffer) -> None:
        """Pull the update and count it."""
        if offer.num_examples != member.num_examples:
            raise MessageMalformedError("another number of examples than agreed", agreed=member.num_examples, offered=offer.num_examples)
        if offer.update.size_bytes > self.plan.max_update_bytes:
            raise UpdateTooLargeError(
                "no codec needs as much", size_bytes=offer.update.size_bytes, max_size_bytes=self.plan.max_update_bytes
            )
        async with pulled_blob(self.desk.host, self.desk.store, member.peer, offer.update, timeout_s=self.timeout_s) as blob:
            self.stream_bytes += blob.num_stream_bytes
            # Counted by the aggregator and by the machine, or by neither: not to be cut in between.
            with trio.CancelScope(shield=True):
                await self._count(member.client, offer, blob.path)

    async def _count(self, client: int, offer: UpdateOffer, path: Path) -> None:
        num_examples, global_loss = offer.num_examples, offer.global_loss
        add = AggregateAdd(session=self.session_id, client=client, path=str(path), num_examples=num_examples, global_loss=global_loss)
        try:
            await self._aggregate(add, Done)
        except CodedError as error:
            if not error.code.startswith("learning."):
                self._fault = error
                self._scope.cancel()
            raise
        self._losses[client] = offer.loss
        self.machine.update_accepted(client, offer.num_examples, offer.update.size_bytes)
        log.info(
            "round.update", session_id=self.session_id, round=self.machine.round_index, client=client, size_bytes=offer.update.size_bytes
        )

    async def _aggregate(self, operation: AggregateAdd | AggregateFinish, answer: type[Answer]) -> Answer:
        try:
            return await self.desk.worker.call(operation, answer, computing_time_s(self.timeout_s))
        except SessionUnknownError as error:
            # A process that was started again does not know what the old one had collected.
            raise WorkerLostError("the computing process ended in the middle of the round") from error

    def _note_out(self, client: int, error: CodedError) -> None:
        peer: PeerId = self.members[client].peer
        self._dropouts[client] = Dropout(client=client, peer=peer, code=error.code, message=str(error)[:300])
        log.warning("round.out", session_id=self.session_id, round=self.machine.round_index, client=client, peer=peer, code=error.code)

    def _out(self) -> tuple[Dropout, ...]:
        return tuple(self._dropouts[client] for client in sorted(self._dropouts))

    def _report(self, facts: ModelFile, duration_s: float) -> RoundReport:
        receipts = self.machine.receipts
        num_examples = sum(receipt.num_examples for receipt in receipts.values())
        return RoundReport(
            round_index=self.machine.round_index,
            included=self.machine.included,
            out=self._out(),
            uplink_bytes=sum(receipt.size_bytes for receipt in receipts.values()),
            stream_bytes=self.stream_bytes,
            weights_sha256=facts.weights_sha256,
            state_sha256=facts.state_sha256,
            duration_s=round(duration_s, 4),
            mean_loss=sum(receipts[client].num_examples * self._losses[client] for client in sorted(receipts)) / num_examples,
        )
