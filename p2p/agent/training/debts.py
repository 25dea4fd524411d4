"""What a participant owes to its sessions: the codec's states behind its latest updates, on disk, a folder a session."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from core.ids import PeerId
from p2p.agent.errors import DebtLostError

NUM_KEPT = 3
"""Of a session so many states behind counted updates: its coordinator may go back to an earlier checkpoint."""
MAX_SESSIONS = 8
MAX_TOTAL_BYTES = 4 * 2**30

_STATE = re.compile(r"after-([0-9]{1,16})\.safetensors")


@dataclass(frozen=True, slots=True)
class Debt:
    """Where the state before a round lies, None where nothing is owed yet, and where the one behind it is to be written."""

    before: Path | None
    behind: Path


@dataclass(frozen=True, slots=True)
class DebtFiles:
    """The folder of all debts. Every method waits for the disk."""

    folder: Path
    max_sessions: int = MAX_SESSIONS
    max_total_bytes: int = MAX_TOTAL_BYTES

    def of_round(self, coordinator: PeerId, session_id: str, last_counted: int | None, round_index: int) -> Debt:
        """The debt of one round; what can never be asked for again is removed, and the longest unused sessions beyond the bounds.

        `last_counted` is the latest finished round in which our update counts, as the coordinator tells: states behind later ones are
        of updates that do not. Errors: DebtLostError (p2p.debt.lost) where the state behind that round is not there; OSError.
        """
        session = self._session(coordinator, session_id)
        session.mkdir(mode=0o700, exist_ok=True)
        session.touch()
        counted = sorted(number for number in _rounds(session) if last_counted is not None and number <= last_counted)
        kept = {_state(session, number) for number in counted[-NUM_KEPT:]}
        for path in set(session.iterdir()) - kept:
            # The process of a round that was given up may be writing until it is killed.
            path.unlink(missing_ok=True)
        self._prune(session)
        if last_counted is None:
            return Debt(None, _state(session, round_index))
        if last_counted not in counted:
            raise DebtLostError("the state behind the last counted update is not there", session_id=session_id, round_index=last_counted)
        return Debt(_state(session, last_counted), _state(session, round_index))

    def forget(self, coordinator: PeerId, session_id: str) -> None:
        """Remove what is kept of a session that is over."""
        shutil.rmtree(self._session(coordinator, session_id), ignore_errors=True)

    def _session(self, coordinator: PeerId, session_id: str) -> Path:
        return self.folder / f"{coordinator}-{session_id}"

    def _prune(self, current: Path) -> None:
        others = sorted((path for path in self.folder.iterdir() if path != current), key=lambda path: path.stat().st_mtime_ns)
        sizes = {path: sum(map(_size_bytes, path.rglob("*"))) for path in (*others, current)}
        for path in others:
            if len(sizes) <= self.max_sessions and sum(sizes.values()) <= self.max_total_bytes:
                return
            del sizes[path]
            shutil.rmtree(path, ignore_errors=True)


def _state(session: Path, round_index: int) -> Path:
    return session / f"after-{round_index}.safetensors"


def _size_bytes(path: Path) -> int:
    try:
        return path.lstat().st_size
    except FileNotFoundError:
        return 0


def _rounds(session: Path) -> list[int]:
    return [int(match[1]) for path in session.iterdir() if (match := _STATE.fullmatch(path.name))]
