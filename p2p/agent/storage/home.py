"""One agent's home: where its files lie, and whether an agent runs in it."""

import fcntl
import hashlib
import json
import os
import re
import stat
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.ids import PeerId
from p2p.agent.errors import CorpusUnknownError, HomeInvalidError, StoreNewerError
from p2p.atomic_file import write_private_file
from p2p.errors import AgentAlreadyRunningError

MAX_SOCKET_PATH_BYTES = 100
"""The kernel's limit is 108 on Linux and 104 on macOS, the final zero included."""

RECORD_VERSION = 2

_LOCK_PATIENCE_S = 1.0
_CORPUS_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


class HomeState(StrEnum):
    """What a home tells about its agent."""

    running = "running"
    stale = "stale"
    absent = "absent"


class AgentRecord(BaseModel):
    """What a running agent says of itself in agent.json; the file's first version named none."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: int = Field(default=RECORD_VERSION, ge=1, le=RECORD_VERSION)
    pid: int = Field(ge=1)
    peer_id: PeerId
    addresses: tuple[str, ...]
    network: str
    socket_path: str
    started_at_ms: int


@dataclass(frozen=True, slots=True)
class AgentHome:
    """The folder of one agent; nothing outside it is read or written in the agent's name but its socket and the inbox that its owner has named."""

    path: Path

    @classmethod
    def at(cls, path: Path | str) -> "AgentHome":
        """The home at `path`, made absolute; nothing is created yet."""
        return cls(Path(path).expanduser().resolve())

    @property
    def corpora(self) -> Path:
        """Training data that a person or a task gave to this agent."""
        return self.path / "corpora"

    @property
    def rounds(self) -> Path:
        """One folder a session: checkpoints and the report."""
        return self.path / "rounds"

    @property
    def models(self) -> Path:
        """The models that this agent may serve, and which of them it does."""
        return self.path / "models"

    @property
    def blobs(self) -> Path:
        """What was pulled from peers or is offered to them; emptied at every start."""
        return self.path / "blobs"

    @property
    def debts(self) -> Path:
        """What the agent owes to the sessions in which it takes part: the states of codecs with error feedback."""
        return self.path / "debts"

    @property
    def replay(self) -> Path:
        """The messages that were admitted and have not expired."""
        return self.path / "replay"

    @property
    def logs(self) -> Path:
        """agent.log (events), agent.err (what a crash printed), worker.err."""
        return self.path / "logs"

    @property
    def lock_path(self) -> Path:
        """Locked as long as an agent runs here; holds its process id."""
        return self.path / "agent.lock"

    @property
    def record_path(self) -> Path:
        """Written when the agent is ready, removed when it has ended well."""
        return self.path / "agent.json"

    @property
    def socket_path(self) -> Path:
        """The local API's socket: in the home, or in a short private folder where the home's path is too long."""
        direct = self.path / "agent.sock"
        if len(os.fsencode(direct)) <= MAX_SOCKET_PATH_BYTES:
            return direct
        name = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:24]
        return _socket_folder() / f"{name}.sock"

    def prepare(self) -> None:
        """Create the home (0700) and its folders; the folder of a socket elsewhere too. An existing home keeps its mode.

        Errors: HomeInvalidError (p2p.home.invalid) for a home or socket folder that others own or may write to, or that cannot be made.
        """
        try:
            for folder in (self.path, self.corpora, self.rounds, self.models, self.blobs, self.debts, self.logs, self.socket_path.parent):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for folder in (self.path, self.socket_path.parent):
                status = folder.lstat()
                if status.st_uid != os.getuid() or status.st_mode & 0o022 or not stat.S_ISDIR(status.st_mode):
                    raise HomeInvalidError("others own the folder or may write to it", path=str(folder), mode=oct(status.st_mode & 0o7777))
        except OSError as error:
            raise HomeInvalidError(f"the home cannot be used: {error.strerror}", path=str(self.path)) from error

    @contextmanager
    def locked(self) -> Generator[None]:
        """Hold the home for one agent; what an agent that died here left behind is removed.

        Errors: AgentAlreadyRunningError (p2p.agent.already_running).
        """
        descriptor = os.open(self.lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if not _take(descriptor):
                record = self.record()
                raise AgentAlreadyRunningError("it is ended with: p2p-agent stop", home=str(self.path), pid=record.pid if record else None)
            os.ftruncate(descriptor, 0)
            self.clear()
            os.write(descriptor, str(os.getpid()).encode())
            yield
        finally:
            os.close(descriptor)

    def clear(self) -> None:
        """Remove what says that an agent runs here; only for the holder of the lock."""
        self.record_path.unlink(missing_ok=True)
        self.socket_path.unlink(missing_ok=True)

    def state(self) -> HomeState:
        """Whether an agent runs here, died here without tidying up, or is absent."""
        if self._is_locked():
            return HomeState.running
        left = self.record_path.exists() or self.socket_path.exists()
        return HomeState.stale if left else HomeState.absent

    def holder(self) -> AgentRecord | None:
        """The record of the agent that holds the lock; None where there is none, or it is not ready, or it ends."""
        record = self.record()
        try:
            is_its_own = record is not None and self.lock_path.read_bytes() == str(record.pid).encode()
        except OSError:
            return None
        return record if is_its_own and self._is_locked() else None

    def record(self) -> AgentRecord | None:
        """The record of the agent that is ready here, or None; a record may be stale, `state` tells.

        Errors: StoreNewerError (p2p.store.newer) where an agent of a newer version runs.
        """
        try:
            return AgentRecord.model_validate_json(self.record_path.read_bytes())
        except OSError:
            return None
        except ValidationError as error:
            if any(wrong["loc"] == ("version",) and wrong["type"] == "less_than_equal" for wrong in error.errors()) and self._is_locked():
                raise StoreNewerError("the agent of this home is of a newer version", path=self.record_path.name) from error
            return None

    def write_record(self, record: AgentRecord) -> None:
        """Say that the agent is ready."""
        write_private_file(self.record_path, json.dumps(record.model_dump(mode="json"), indent=2).encode())

    def corpus_path(self, name: str) -> Path:
        """Where the corpus `name` lies; it need not exist.

        Errors: CorpusUnknownError (p2p.corpus.unknown) for a name that cannot be a corpus's.
        """
        if not _CORPUS_NAME.fullmatch(name):
            raise CorpusUnknownError("such a name is not possible: it has a-z, 0-9, - and _ only", corpus=name[:64])
        return self.corpora / f"{name}.safetensors"

    def _is_locked(self) -> bool:
        try:
            descriptor = os.open(self.lock_path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(descriptor)
        return False


def _socket_folder() -> Path:
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and len(os.fsencode(runtime)) < 50 and Path(runtime).is_dir():
        return Path(runtime) / "p2p-agent"
    # Not the TMPDIR of macOS, which is too long; `prepare` refuses a folder that is another user's.
    return Path("/tmp") / f"p2p-agent-{os.getuid()}"  # noqa: S108


def _take(descriptor: int) -> bool:
    """Lock exclusively; patient for a moment, since a probe of `state` holds a shared lock for an instant."""
    give_up = time.monotonic() + _LOCK_PATIENCE_S
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() >= give_up:
                return False
            time.sleep(0.02)
        else:
            return True
