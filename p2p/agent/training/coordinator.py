"""An agent as a coordinator: the training sessions of its home, those that run and those that have ended."""

from collections.abc import Iterable

import structlog
import trio

from core.errors import CodedError
from core.ids import SessionId, new_session_id, parse_peer_id
from p2p.agent.errors import AgentInternalError, FileRefusedError, SessionBusyError, SessionCancelledError, SessionInvalidError
from p2p.agent.training.round import Desk
from p2p.agent.training.session_files import SessionFiles, StoredSession
from p2p.agent.training.session_run import SessionRun
from p2p.agent.training.sessions import SessionFailure, SessionReport, SessionRequest, SessionStatus
from p2p.clock import now_ms
from p2p.errors import PeerUntrustedError, SessionUnknownError
from p2p.protocols.train import Credentials

MAX_RUNNING = 4
MAX_KEPT = 20
"""So many ended sessions are remembered and keep their folders."""

log = structlog.get_logger(__name__)


class Coordinator:
    """The sessions of this home; one that the agent's end cut off goes on with the next agent."""

    def __init__(self, desk: Desk, credentials: Credentials) -> None:
        self._desk = desk
        self._credentials = credentials
        self._files = SessionFiles(desk.home.rounds)
        self._sessions: dict[SessionId, SessionRun] = {}
        self._unreadable: dict[SessionId, CodedError] = {}

    async def resume(self, nursery: trio.Nursery) -> None:
        """Know the sessions of the home again, and go on in `nursery` with those that had not ended; none keeps the others from it."""
        for stored in await trio.to_thread.run_sync(self._files.load):
            if isinstance(stored.said, CodedError):
                log.error("session.unreadable", session_id=stored.session_id, code=stored.said.code, reason=str(stored.said))
                self._unreadable[stored.session_id] = stored.said
                continue
            session = SessionRun(self._desk, self._credentials, self._files, stored.said, is_resumed=True)
            self._sessions[stored.session_id] = session
            if stored.said.status == "running":
                await self._go_on(session, stored, nursery)

    async def start(self, request: SessionRequest, nursery: trio.Nursery) -> SessionId:
        """Begin the session in `nursery`; `initial_model` is copied into the home first.

        Errors: SessionInvalidError (p2p.session.invalid), SessionBusyError (p2p.session.busy), PeerUntrustedError
        (p2p.peer.untrusted), IdMalformedError (core.id.malformed), CorpusUnknownError (p2p.corpus.unknown), FileRefusedError
        (p2p.file.refused), StoreUnreadableError (p2p.store.unreadable).
        """
        self._check(request)
        session_id = new_session_id()
        session = SessionRun(self._desk, self._credentials, self._files, _first_report(session_id, request))
        # Counted before the first wait, so that no other start can take its place meanwhile.
        self._sessions[session_id] = session
        try:
            await self._make_room()
            await self._remember_peers()
            session.report = await trio.to_thread.run_sync(self._files.create, session.report, request.initial_model)
        except BaseException:
            del self._sessions[session_id]
            raise
        nursery.start_soon(self._run, session)
        log.info("session.started", session_id=session_id, rounds=request.plan.num_rounds, participants=len(request.participants))
        return session_id

    def report(self, session_id: str) -> SessionReport:
        """How the session stands or how it ended.

        Errors: SessionUnknownError (p2p.session.unknown), and for a session whose report cannot be read StoreUnreadableError
        (p2p.store.unreadable) or StoreNewerError (p2p.store.newer).
        """
        session = self._session(session_id)
        progress = session.round.progress if session.round is not None and session.report.status == "running" else None
        return session.report.model_copy(update={"current": progress})

    def session_ids(self) -> tuple[SessionId, ...]:
        """Every session of the home, the oldest first; before them those whose report cannot be read."""
        return (*self._unreadable, *self._sessions)

    def reports(self) -> tuple[SessionReport, ...]:
        """The reports of all sessions that can be read."""
        return tuple(session.report for session in self._sessions.values())

    def cancel(self, session_id: str) -> None:
        """End a running session, also over a restart; one that has ended is left as it is.

        It ends also where the disk does not take the mark for the next agent. Errors: those of `report`.
        """
        session = self._session(session_id)
        if session.report.status == "running":
            session.scope.cancel()
            try:
                self._files.note_cancelled(session_id)
            except OSError as error:
                log.warning("session.cancel_not_marked", session_id=session_id, reason=str(error.strerror))

    def forget(self, session_ids: Iterable[str]) -> tuple[SessionId, ...]:
        """Know those of the sessions no more that have ended; say which."""
        ended = [SessionId(session_id) for session_id in session_ids if self._has_ended(SessionId(session_id))]
        for session_id in ended:
            del self._sessions[session_id]
        return tuple(ended)

    def _has_ended(self, session_id: SessionId) -> bool:
        return session_id in self._sessions and self._sessions[session_id].report.status != "running"

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

    async def _go_on(self, session: SessionRun, stored: StoredSession, nursery: trio.Nursery) -> None:
        if stored.is_cancelled:
            await self._end(session, "cancelled", _cancelled())
        else:
            nursery.start_soon(self._run, session)

    async def _run(self, session: SessionRun) -> None:
        """Run to the end, whatever the end is; the agent goes on. The agent's own end leaves the session as it is on disk."""
        try:
            await session.run()
            if session.scope.cancelled_caught:
                await self._end(session, "cancelled", _cancelled())
            else:
                await self._end(session, "completed", None)
        except CodedError as error:
            await self._end(session, "failed", error)
        except OSError as error:
            await self._end(session, "failed", FileRefusedError(f"the checkpoint cannot be written: {error.strerror}"))
        except Exception:
            # A session is an edge: a bug in it must not end the agent and its other sessions.
            log.exception("session.crashed", session_id=session.report.session_id)
            await self._end(session, "failed", AgentInternalError("the session broke down; the agent's log says why"))

    async def _end(self, session: SessionRun, status: SessionStatus, failure: CodedError | None) -> None:
        said = SessionFailure(code=failure.code, message=str(failure)) if failure is not None else None
        session.round = None
        ended = session.report.model_copy(update={"status": status, "error": said})
        # On disk before anybody is told: whoever sees the end finds the report.
        try:
            with trio.CancelScope(shield=True):
                await trio.to_thread.run_sync(self._files.save, ended)
        except OSError:
            log.exception("session.unsaved", session_id=ended.session_id)
        session.report = ended
        log.info("session.ended", session_id=ended.session_id, status=status, code=failure.code if failure else None)

    def _session(self, session_id: str) -> SessionRun:
        known = SessionId(session_id)
        if known in self._unreadable:
            raise self._unreadable[known]
        if known not in self._sessions:
            raise SessionUnknownError("no session of that id in this home", session_id=session_id[:64])
        return self._sessions[known]

    async def _remember_peers(self) -> None:
        """Put the address book on disk, where a resumed session looks for its participants."""
        content = self._desk.book.unsaved()
        if content is not None:
            await trio.to_thread.run_sync(self._desk.book.write, content)

    async def _make_room(self) -> None:
        """Forget the oldest of the ended sessions."""
        ended = [session_id for session_id, other in self._sessions.items() if other.report.status != "running"]
        for session_id in await trio.to_thread.run_sync(self._files.prune, ended, MAX_KEPT):
            self._sessions.pop(session_id, None)


def _first_report(session_id: SessionId, request: SessionRequest) -> SessionReport:
    return SessionReport(
        session_id=session_id,
        status="running",
        plan=request.plan,
        participants=request.participants,
        corpus=request.corpus,
        round_timeout_s=request.round_timeout_s,
        terms=request.terms,
        started_at_ms=now_ms(),
    )


def _cancelled() -> SessionCancelledError:
    return SessionCancelledError("the session was cancelled")
