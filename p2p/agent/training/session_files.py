"""The sessions of a home on disk: a folder each, with the report, a checkpoint for every round, and a mark where the owner cancelled."""

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog
from pydantic import ValidationError

from core.errors import CodedError
from core.ids import SessionId
from p2p.agent.errors import FileRefusedError
from p2p.agent.storage.formats import Format, upgrade
from p2p.agent.storage.imports import import_file
from p2p.agent.training.sessions import SessionReport, model_name, state_name
from p2p.atomic_file import write_private_file
from p2p.errors import StoreUnreadableError
from p2p.wire.train import MODEL_HEADER_BYTES

REPORT = "report.json"
INITIAL_MODEL = "initial.safetensors"
CANCELLED = "cancelled"

MAX_SESSION_BYTES = 4 * 2**30
MAX_TOTAL_BYTES = 16 * 2**30
NUM_KEPT_MODELS = 3
"""A session that takes too much of the disk keeps so many of its latest models: the last checkpoint may be damaged."""

REPORT_FORMAT = Format(version=3, upgrades={1: lambda old: old, 2: lambda old: old})
"""Version 1 said nothing of the rounds' time, the start and the given model's hash, version 2 nothing of a strategy's parameters and
state: the report has defaults for all of it."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class StoredSession:
    """What the home says of a session: its report, or why that cannot be had."""

    session_id: SessionId
    said: SessionReport | CodedError
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class CheckpointPaths:
    """Where a global model lies, and what the strategy keeps beside it, where it keeps something."""

    model: Path
    state: Path


@dataclass(frozen=True, slots=True)
class SessionFiles:
    """The folder of all sessions. Every method waits for the disk."""

    rounds: Path
    max_session_bytes: int = MAX_SESSION_BYTES
    max_total_bytes: int = MAX_TOTAL_BYTES

    def folder(self, session_id: str) -> Path:
        """Where the session's files lie."""
        return self.rounds / session_id

    def model(self, session_id: str, num_rounds: int) -> Path:
        """The model after so many rounds."""
        return self.folder(session_id) / model_name(num_rounds)

    def checkpoint(self, session_id: str, num_rounds: int) -> CheckpointPaths:
        """The model after so many rounds and the strategy's state."""
        return CheckpointPaths(self.model(session_id, num_rounds), self.folder(session_id) / state_name(num_rounds))

    def initial_model(self, session_id: str) -> Path:
        """The copy of the model that the session was given to start from."""
        return self.folder(session_id) / INITIAL_MODEL

    def create(self, report: SessionReport, initial_model: str | None) -> SessionReport:
        """Make the session's folder, copy the model into it, and save the report, with the model's hash.

        Errors: FileRefusedError (p2p.file.refused); nothing is left then.
        """
        folder = self.folder(report.session_id)
        try:
            folder.mkdir(mode=0o700)
            if initial_model is not None:
                copy = self.initial_model(report.session_id)
                import_file(initial_model, copy, 4 * report.plan.model.num_parameters + MODEL_HEADER_BYTES)
                report = report.model_copy(update={"initial_sha256": file_sha256(copy)})
            self.save(report)
        except BaseException as error:
            self.remove(report.session_id)
            if isinstance(error, OSError):
                raise FileRefusedError(f"the session cannot be written: {error.strerror}") from error
            raise
        return report

    def save(self, report: SessionReport) -> None:
        """Put the report on disk, the old one or the new one whatever happens meanwhile. Errors: OSError."""
        content = {"version": REPORT_FORMAT.version, **report.model_dump(mode="json", exclude={"current"})}
        write_private_file(self.folder(report.session_id) / REPORT, json.dumps(content, indent=1).encode())

    def note_cancelled(self, session_id: str) -> None:
        """Mark the session as cancelled by its owner, for an agent that dies before the report says so. Errors: OSError."""
        (self.folder(session_id) / CANCELLED).touch(mode=0o600)

    def remove(self, session_id: str) -> None:
        """Remove all that there is of the session."""
        shutil.rmtree(self.folder(session_id), ignore_errors=True)

    def trim(self, session_id: str, num_rounds: int) -> None:
        """Remove the oldest checkpoints of a session of so many rounds while it takes too much of the disk. Errors: OSError."""
        size_bytes = self.size_bytes(session_id)
        for number in range(num_rounds + 1 - NUM_KEPT_MODELS):
            paths = self.checkpoint(session_id, number)
            if size_bytes <= self.max_session_bytes:
                return
            for path in (paths.model, paths.state):
                if path.exists():
                    size_bytes -= path.stat().st_size
                    path.unlink()

    def prune(self, ended: Sequence[SessionId], num_kept: int) -> list[SessionId]:
        """Remove the oldest of the sessions in `ended` until few enough are left and their files fit; say which."""
        sizes = {session_id: self.size_bytes(session_id) for session_id in ended}
        removed: list[SessionId] = []
        for session_id in ended:
            if len(sizes) <= num_kept and sum(sizes.values()) <= self.max_total_bytes:
                break
            del sizes[session_id]
            self.remove(session_id)
            removed.append(session_id)
        return removed

    def size_bytes(self, session_id: str) -> int:
        """What the session's files take."""
        return sum(path.lstat().st_size for path in self.folder(session_id).rglob("*"))

    def load(self) -> list[StoredSession]:
        """Every session of the home, the oldest first; what an agent that died left half written is removed."""
        stored: list[tuple[int, int, StoredSession]] = []
        for folder in self.rounds.iterdir():
            if not (folder / REPORT).exists():
                # Its owner was never told of the session: the report comes first.
                log.warning("session.without_report", folder=folder.name)
                self.remove(folder.name)
                continue
            session = self._load(folder)
            started_at_ms = session.said.started_at_ms if isinstance(session.said, SessionReport) else 0
            stored.append((started_at_ms, folder.stat().st_mtime_ns, session))
        return [session for _, _, session in sorted(stored, key=lambda entry: entry[:2])]

    def _load(self, folder: Path) -> StoredSession:
        said: SessionReport | CodedError
        try:
            for half in folder.glob(".new-*"):
                half.unlink()
            said = self.read(folder.name)
        except CodedError as error:
            said = error
        except OSError as error:
            said = StoreUnreadableError(f"the session cannot be read: {error.strerror}", session_id=folder.name)
        return StoredSession(SessionId(folder.name), said, (folder / CANCELLED).exists())

    def read(self, session_id: str) -> SessionReport:
        """The session's report, brought up to date, for the folder as it is named and lies now.

        Errors: StoreNewerError (p2p.store.newer), StoreUnreadableError (p2p.store.unreadable).
        """
        path = self.folder(session_id) / REPORT
        upgrade(path, REPORT_FORMAT)
        try:
            fields = json.loads(path.read_bytes())
            del fields["version"]
            report = SessionReport.model_validate_json(json.dumps(fields))
        except (OSError, ValueError, KeyError, ValidationError) as error:
            raise StoreUnreadableError("the session's report is damaged", session_id=session_id, reason=type(error).__name__) from error
        if report.session_id != session_id:
            raise StoreUnreadableError("the report is another session's", session_id=session_id, other=report.session_id)
        return report.with_models_in(self.folder(session_id))


def file_sha256(path: Path) -> str:
    """The hash of a file. Errors: OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
