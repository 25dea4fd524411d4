"""One session on its way: from its first model, or from its latest whole checkpoint, round by round to the end."""

from dataclasses import dataclass, field
from functools import partial

import structlog
import trio

from core.errors import CodedError
from core.ids import PeerId, SessionId
from learning.rounds import RoundMachine
from p2p.agent.computing.operations import Initialise, ModelFile, Restore, Select, Selection
from p2p.agent.errors import CheckpointDamagedError
from p2p.agent.training.member import Member, SessionTerms
from p2p.agent.training.round import Desk, Model, Round, computing_time_s
from p2p.agent.training.session_files import SessionFiles, file_sha256
from p2p.agent.training.sessions import SessionReport
from p2p.protocols.train import Credentials

FAREWELL_TIMEOUT_S = 5.0
REJOIN_TIMEOUT_S = 30.0
"""A resumed session waits so long for the participants of its first round: they may be starting as well."""
REJOIN_PAUSE_S = 0.5

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class SessionRun:
    """A session that runs, or has ended; `report` is replaced, never changed."""

    desk: Desk
    credentials: Credentials
    files: SessionFiles
    report: SessionReport
    is_resumed: bool = False
    scope: trio.CancelScope = field(default_factory=trio.CancelScope)
    round: Round | None = None

    async def run(self) -> None:
        """Every round that is left of the plan, unless `scope` is cancelled; the members' streams live until they have heard the end.

        Errors: those of a round, CheckpointDamagedError (p2p.checkpoint.damaged), OSError where a report cannot be written.
        """
        members = self._members()
        failure: CodedError | OSError | None = None
        is_over = True
        async with trio.open_nursery() as nursery:
            try:
                with self.scope:
                    await self._rounds(members, nursery)
            except (CodedError, OSError) as error:
                failure = error
            except trio.Cancelled:
                # The agent stops; its next one goes on with the session.
                is_over = False
                raise
            finally:
                await _farewell(list(members.values()), is_over=is_over)
                nursery.cancel_scope.cancel()
        if failure is not None:
            raise failure

    async def _rounds(self, members: dict[int, Member], nursery: trio.Nursery) -> None:
        plan = self.report.plan
        model = await self._checkpoint() if self.is_resumed else await self._first_model()
        for round_index in range(len(self.report.rounds), plan.num_rounds):
            selection = await self.desk.worker.call(Select(plan=plan, round_index=round_index), Selection, self._time_s)
            chosen = {client: members[client] for client in selection.clients}
            if self.is_resumed:
                await _gather(list(chosen.values()), nursery)
                self.is_resumed = False
            model = await self._round(model, round_index, chosen, nursery)

    async def _round(self, model: Model, round_index: int, members: dict[int, Member], nursery: trio.Nursery) -> Model:
        report = self.report
        session_id, machine = SessionId(report.session_id), RoundMachine(report.plan, round_index, members)
        self.round = Round(self.desk, session_id, report.plan, machine, members, report.round_timeout_s, report.last_counted)
        model, finished = await self.round.run(model, self.files.checkpoint(session_id, round_index + 1), nursery)
        self.report = report.with_rounds((*report.rounds, finished), self.files.folder(session_id))
        await self._save()
        await trio.to_thread.run_sync(self.files.trim, session_id, round_index + 1)
        log.info("round.done", session_id=session_id, round=round_index, included=finished.included, loss=finished.mean_loss)
        return model

    async def _first_model(self) -> Model:
        """The model that the session was given, or the plan's own."""
        given = self.files.initial_model(self.report.session_id)
        is_given = await trio.to_thread.run_sync(given.exists)
        if self.report.initial_sha256 not in (None, await trio.to_thread.run_sync(file_sha256, given) if is_given else None):
            raise CheckpointDamagedError("the model that the session was given has changed")
        paths = self.files.checkpoint(self.report.session_id, 0)
        start = Initialise(plan=self.report.plan, out_path=str(paths.model), model_path=str(given) if is_given else None)
        return Model(paths, await self.desk.worker.call(start, ModelFile, self._time_s))

    async def _checkpoint(self) -> Model:
        """The latest model and strategy's state that are what their round's report says; the rounds behind are to be run again."""
        report, refused, model = self.report, None, None
        while report.rounds and model is None:
            paths, last = self.files.checkpoint(report.session_id, len(report.rounds)), report.rounds[-1]
            restore = Restore(
                plan=report.plan,
                model_path=str(paths.model),
                weights_sha256=last.weights_sha256,
                state_path=str(paths.state),
                state_sha256=last.state_sha256,
            )
            try:
                model = Model(paths, await self.desk.worker.call(restore, ModelFile, self._time_s))
            except CheckpointDamagedError as error:
                refused = error.code
                log.warning("session.checkpoint_refused", session_id=report.session_id, rounds=len(report.rounds), reason=str(error))
                report = report.with_rounds(report.rounds[:-1], self.files.folder(report.session_id))
        self.report = report.resumed(refused)
        await self._save()
        log.info("session.resumed", session_id=report.session_id, rounds=len(report.rounds), code=refused)
        return model or await self._first_model()

    async def _save(self) -> None:
        await trio.to_thread.run_sync(self.files.save, self.report)

    @property
    def _time_s(self) -> float:
        return computing_time_s(self.report.round_timeout_s)

    def _members(self) -> dict[int, Member]:
        report = self.report
        terms = SessionTerms(report.session_id, report.plan, report.corpus, report.round_timeout_s)
        return {
            client: Member(client, PeerId(peer), terms, self.desk.host, self.credentials) for client, peer in enumerate(report.participants)
        }


async def _gather(members: list[Member], nursery: trio.Nursery) -> None:
    """Have the members join again, and wait a while for those that cannot yet."""

    async def rejoin(member: Member) -> None:
        while True:
            try:
                await member.join(nursery)
                return
            except CodedError as error:
                log.info("session.rejoin_failed", peer=member.peer, code=error.code)
                if not error.is_retryable:
                    return
            await trio.sleep(REJOIN_PAUSE_S)

    with trio.move_on_after(REJOIN_TIMEOUT_S):
        async with trio.open_nursery() as joining:
            for member in members:
                joining.start_soon(rejoin, member)


async def _farewell(members: list[Member], *, is_over: bool) -> None:
    """Let every member hear the end, even of a cancelled session, but not wait long for the deaf."""
    with trio.move_on_after(FAREWELL_TIMEOUT_S, shield=True):
        async with trio.open_nursery() as nursery:
            for member in members:
                nursery.start_soon(partial(member.end, is_over=is_over))
