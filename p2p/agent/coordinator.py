"""An agent as a coordinator: runs training sessions, round by round, with a checkpoint after each."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import structlog
import trio

from core.errors import CodedError
from core.ids import PeerId, SessionId, new_session_id, parse_peer_id
from learning.rounds import RoundMachine
from p2p.agent.errors import AgentInternalError, FileRefusedError, SessionBusyError, SessionCancelledError, SessionInvalidError
from p2p.agent.imports import import_file
from p2p.agent.member import Member, SessionTerms
from p2p.agent.operations import Initialise, ModelFile, Select, Selection
from p2p.agent.round import Desk, Model, Round, computing_time_s
from p2p.agent.sessions import SessionFailure, SessionReport, SessionRequest, SessionStatus
from p2p.atomic_file import write_private_file
from p2p.errors import PeerUntrustedError, SessionUnknownError
from p2p.protocols.train import Credentials
from p2p.wire.train import MODEL_HEADER_BYTES

INITIAL_MODEL = "initial.safetensors"
MAX_RUNNING = 4
MAX_KEPT = 20
"""So many ended sessions are remembered, and so many keep their folders."""

FAREWELL_TIMEOUT_S = 5.0

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Session:
    """A session in the coordinator's memory; `report` is replaced, never changed."""

    request: SessionRequest
    report: SessionReport
    folder: Path
    scope: trio.CancelScope = field(default_factory=trio.CancelScope)
    round: Round | None = None


class Coordinator:
    """The sessions that this agent runs or has run since it was started."""

    def __init__(self, desk: Desk, credentials: Credentials) -> None:
        self._desk = desk
        self._credentials = credentials
        self._sessions: dict[SessionId, _Session] = {}

    async def start(self, request: SessionRequest, nursery: trio.Nursery) -> SessionId:
        """Begin the session in `nursery`; `initial_model` is copied into the home first.

        Errors: SessionInvalidError (p2p.session.invalid), SessionBusyError (p2p.session.busy), PeerUntrustedError
        (p2p.peer.untrusted), IdMalformedError (core.id.malformed), CorpusUnknownError (p2p.corpus.unknown), FileRefusedError
        (p2p.file.refused).
        """
        self._check(request)
        session_id = new_session_id()
        folder = self._desk.home.session_folder(session_id)
        folder.mkdir(mode=0o700)
        report = SessionReport(
            session_id=session_id,
            status="running",
            plan=request.plan,
            participants=request.participants,
            corpus=request.corpus,
            terms=request.terms,
        )
        session = _Session(request, report, folder)
        # Counted before the first wait, so that no other start can take its place meanwhile.
        self._sessions[session_id] = session
        try:
            await self._prepare(session)
        except BaseException:
            del self._sessions[session_id]
            shutil.rmtree(folder, ignore_errors=True)
            raise
        nursery.start_soon(self._run, session)
        log.info("session.started", session_id=session_id, rounds=request.plan.num_rounds, participants=len(request.participants))
        return session_id

    def report(self, session_id: str) -> SessionReport:
        """How the session stands or how it ended.

        Errors: SessionUnknownError (p2p.session.unknown).
        """
        session = self._session(session_id)
        progress = session.round.progress if session.round is not None and session.report.status == "running" else None
        return session.report.model_copy(update={"current": progress})

    def session_ids(self) -> tuple[SessionId, ...]:
        """Every session in memory, the oldest first."""
        return tuple(self._sessions)

    def cancel(self, session_id: str) -> None:
        """End a running session; one that has ended is left as it is.

        Errors: SessionUnknownError (p2p.session.unknown).
        """
        self._session(session_id).scope.cancel()

    def _check(self, request: SessionRequest) -> None:
        peers = [parse_peer_id(peer) for peer in request.participants]
        if len(peers) != request.plan.num_clients:
            raise SessionInvalidError(
                "the plan has another number of clients", participants=len(peers), num_clients=request.plan.num_clients
            )
        if len(set(peers)) != len(peers):
            raise SessionInvalidError("a participant is listed twice")
        if self._desk.host.peer_id in peers:
            raise SessionInvalidError("the coordinator cannot be a participant of its own session")
        for peer in peers:
            if not self._credentials.is_trusted(peer):
                raise PeerUntrustedError("a participant is not on the trust list", peer=peer)
        self._desk.home.corpus_path(request.corpus)
        if sum(session.report.status == "running" for session in self._sessions.values()) >= MAX_RUNNING:
            raise SessionBusyError("too many sessions run already", running=MAX_RUNNING)

    async def _run(self, session: _Session) -> None:
        """Run to the end, whatever the end is; the agent goes on."""
        status: SessionStatus = "cancelled"
        failure: CodedError | None = SessionCancelledError("the session was cancelled")
        try:
            await self._train(session)
            if not session.scope.cancelled_caught:
                status, failure = "completed", None
        except CodedError as error:
            status, failure = "failed", error
        except OSError as error:
            status, failure = "failed", FileRefusedError(f"the checkpoint cannot be written: {error.strerror}")
        except Exception:
            # A session is an edge: a bug in it must not end the agent and its other sessions.
            log.exception("session.crashed", session_id=session.report.session_id)
            status, failure = "failed", AgentInternalError("the session broke down; the agent's log says why")
        finally:
            said = SessionFailure(code=failure.code, message=str(failure)) if failure is not None else None
            session.round = None
            ended = session.report.model_copy(update={"status": status, "error": said})
            # On disk before anybody is told: whoever sees the end finds the report.
            try:
                with trio.CancelScope(shield=True):
                    await _save(session.folder, ended)
            except OSError:
                log.exception("session.unsaved", session_id=session.report.session_id)
            session.report = ended
        log.info("session.ended", session_id=session.report.session_id, status=status, code=failure.code if failure else None)

    async def _train(self, session: _Session) -> None:
        """Every round of the plan, unless the session is cancelled; the members' streams live until they have heard the end."""
        members = self._members(session)
        failure: CodedError | None = None
        async with trio.open_nursery() as nursery:
            try:
                with session.scope:
                    await self._rounds(session, members, nursery)
            except CodedError as error:
                failure = error
            finally:
                await _farewell(list(members.values()))
                nursery.cancel_scope.cancel()
        if failure is not None:
            raise failure

    async def _rounds(self, session: _Session, members: dict[int, Member], nursery: trio.Nursery) -> None:
        plan, worker = session.request.plan, self._desk.worker
        first = session.folder / "model-0.safetensors"
        given = None if session.request.initial_model is None else str(session.folder / INITIAL_MODEL)
        start = Initialise(plan=plan, out_path=str(first), model_path=given)
        time_s = computing_time_s(session.request.round_timeout_s)
        model = Model(first, await worker.call(start, ModelFile, time_s))
        for round_index in range(plan.num_rounds):
            selection = await worker.call(Select(plan=plan, round_index=round_index), Selection, time_s)
            session.round = Round(
                self._desk,
                SessionId(session.report.session_id),
                plan,
                RoundMachine(plan, round_index, selection.clients),
                {client: members[client] for client in selection.clients},
                session.request.round_timeout_s,
            )
            model, finished = await session.round.run(model, session.folder / f"model-{round_index + 1}.safetensors", nursery)
            session.report = session.report.model_copy(
                update={
                    "rounds": (*session.report.rounds, finished),
                    "weights_sha256": finished.weights_sha256,
                    "model_path": str(model.path),
                }
            )
            await _save(session.folder, session.report)
            log.info(
                "round.done", session_id=session.report.session_id, round=round_index, included=finished.included, loss=finished.mean_loss
            )

    def _members(self, session: _Session) -> dict[int, Member]:
        request = session.request
        terms = SessionTerms(session.report.session_id, request.plan, request.corpus, request.round_timeout_s)
        return {
            client: Member(client, PeerId(peer), terms, self._desk.host, self._credentials)
            for client, peer in enumerate(request.participants)
        }

    def _session(self, session_id: str) -> _Session:
        session = self._sessions.get(SessionId(session_id))
        if session is None:
            raise SessionUnknownError("no session of that id since the agent was started", session_id=session_id[:64])
        return session

    async def _prepare(self, session: _Session) -> None:
        """Make room for the session, and copy the model that it starts from."""
        ended = [session_id for session_id, other in self._sessions.items() if other.report.status != "running"]
        for session_id in ended[: max(0, len(ended) - MAX_KEPT)]:
            del self._sessions[session_id]
        running = frozenset(self._sessions) - frozenset(ended)
        await trio.to_thread.run_sync(_prune, self._desk.home.rounds, running)
        request = session.request
        if request.initial_model is not None:
            max_size_bytes = 4 * request.plan.model.num_parameters + MODEL_HEADER_BYTES
            await trio.to_thread.run_sync(import_file, request.initial_model, session.folder / INITIAL_MODEL, max_size_bytes)


async def _save(folder: Path, report: SessionReport) -> None:
    data = report.model_dump_json(indent=1).encode()
    await trio.to_thread.run_sync(write_private_file, folder / "report.json", data)


def _prune(rounds: Path, running: frozenset[SessionId]) -> None:
    """Remove the folders of all ended sessions but the newest."""
    ended = [folder for folder in rounds.iterdir() if folder.is_dir() and folder.name not in running]
    for folder in sorted(ended, key=lambda folder: folder.stat().st_mtime_ns)[:-MAX_KEPT]:
        shutil.rmtree(folder, ignore_errors=True)


async def _farewell(members: list[Member]) -> None:
    """Let every member hear the end, even of a cancelled session, but not wait long for the deaf."""
    with trio.move_on_after(FAREWELL_TIMEOUT_S, shield=True):
        async with trio.open_nursery() as nursery:
            for member in members:
                nursery.start_soon(member.end)
