"""Cleaning: what can go from a home without loss. Identity, trust, peers, corpora, models and sessions that go on are not looked at."""

import json
import re
import shutil
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from p2p.agent.api.schemas.clean import CleanReport, CleanRequest, Removal
from p2p.agent.storage.home import AgentHome
from p2p.agent.training.session_files import REPORT, REPORT_FORMAT

NUM_KEPT_SESSIONS = 3
"""So many of the latest ended sessions stay, unless everything is to go: their owner may not have read the report yet."""

DEBT_KEPT_S = 7 * 86_400
"""What is owed to a session that asked for nothing for so long can go: its coordinator is gone without a farewell."""

KINDS = ("sessions", "results", "debts", "logs", "blobs", "leftovers")
ENDED = ("completed", "failed", "cancelled")
_HALF = re.compile(r"\.new-.+|\..+\.[0-9a-f]{8}")
"""Files that were to replace others, and did not."""
_RESULT = re.compile(r"[0-9a-f]{64}-([0-9]{1,12})(?:-[0-9a-f]{32})?")


@dataclass(frozen=True, slots=True)
class Waste:
    """A file or folder that can go."""

    kind: str
    path: Path
    size_bytes: int


def find_waste(home: AgentHome, request: CleanRequest, now_s: float, *, is_running: bool) -> list[Waste]:
    """What can go from `home`. What a running agent may be writing is left alone: it empties its blobs at every start."""
    found = [
        *_of("sessions", _sessions(home, request)),
        *_of("results", _results(home, request, now_s)),
        *_of("debts", (folder for folder in home.debts.glob("*") if folder.lstat().st_mtime < now_s - DEBT_KEPT_S)),
        *_of("logs", home.logs.glob("agent.log.*")),
    ]
    if not is_running and request.everything:
        found += _of("logs", (path for path in home.logs.glob("*") if not path.name.startswith("agent.log.")))
    if not is_running:
        found += _of("blobs", home.blobs.glob("*"))
        found += _of("leftovers", _leftovers(home))
    return found


def remove(waste: Iterable[Waste], spared: Container[Path] = ()) -> list[Waste]:
    """Remove it, but for the paths in `spared`; say what is gone."""
    gone: list[Waste] = []
    for one in waste:
        if one.path in spared:
            continue
        if one.path.is_dir() and not one.path.is_symlink():
            shutil.rmtree(one.path, ignore_errors=True)
        else:
            one.path.unlink(missing_ok=True)
        gone.append(one)
    return gone


def clean_stopped_home(home: AgentHome, request: CleanRequest, now_s: float) -> CleanReport:
    """Clean a home in which no agent runs, and keep one from starting meanwhile.

    Errors: AgentAlreadyRunningError (p2p.agent.already_running).
    """
    found = find_waste(home, request, now_s, is_running=False)
    if home.path.exists() and not request.is_dry_run:
        # What is stale goes as the lock is taken: it is counted before.
        stale = [one for one in found if one.path in (home.record_path, home.socket_path)]
        with home.locked():
            found = [*stale, *remove(one for one in find_waste(home, request, now_s, is_running=False) if one not in stale)]
    return report_of(found, request)


def report_of(waste: Iterable[Waste], request: CleanRequest) -> CleanReport:
    """How much there was of each kind."""
    listed = list(waste)
    removals = tuple(
        Removal(kind=kind, num_entries=len(sizes), size_bytes=sum(sizes))
        for kind in KINDS
        for sizes in [[one.size_bytes for one in listed if one.kind == kind]]
    )
    return CleanReport(is_dry_run=request.is_dry_run, removals=removals)


def _of(kind: str, paths: Iterable[Path]) -> list[Waste]:
    return [Waste(kind, path, _size_bytes(path)) for path in paths]


def _size_bytes(path: Path) -> int:
    inside = path.rglob("*") if path.is_dir() and not path.is_symlink() else [path]
    return sum(one.lstat().st_size for one in inside)


def _sessions(home: AgentHome, request: CleanRequest) -> list[Path]:
    """The folders of ended sessions, the oldest first."""
    ended = sorted((folder for folder in home.rounds.glob("*") if _has_ended(folder)), key=lambda folder: folder.stat().st_mtime_ns)
    return ended if request.everything else ended[:-NUM_KEPT_SESSIONS]


def _has_ended(folder: Path) -> bool:
    """Whether the report says so; one that cannot be read, or is of a newer version, is not waste."""
    try:
        report = json.loads((folder / REPORT).read_bytes())
        return report.get("version", 1) <= REPORT_FORMAT.version and report["status"] in ENDED
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return False


def _results(home: AgentHome, request: CleanRequest, now_s: float) -> Iterator[Path]:
    """Kept results of tasks: those that have expired, or all."""
    for path in (home.path / "results").glob("*"):
        match = _RESULT.fullmatch(path.name)
        if match is not None and (request.everything or int(match[1]) <= now_s):
            yield path


def _leftovers(home: AgentHome) -> Iterator[Path]:
    """What a dead agent left: its socket and record, halves of files."""
    for path in (home.record_path, home.socket_path):
        if path.exists() or path.is_symlink():
            yield path
    for folder in (home.path, home.corpora, home.path / "models"):
        yield from (path for path in folder.glob(".*") if _HALF.fullmatch(path.name))
    for folder in (home.rounds, home.debts):
        yield from (path for path in folder.glob("*/.*") if _HALF.fullmatch(path.name))
