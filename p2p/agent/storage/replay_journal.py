"""The replay window on disk: every admitted message is written down before it is acted upon, until it has expired.

A journal is a folder of segments, each line of which is one message: when it may be forgotten, its sender, its nonce. A line is in
the kernel's hands when `admit` returns, so the death of the process loses none. A machine that crashes may lose the last ones;
journal.json names the boot of the machine, by which the next agent knows. The reasons are in
docs/decisions/0020-the-replay-window-over-a-restart.md.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

import structlog

from p2p.agent.storage.formats import Format, upgrade
from p2p.atomic_file import write_private_file
from p2p.errors import StoreUnreadableError, TaskBusyError, TaskExpiredError
from p2p.wire.messages import SignedMessage
from p2p.wire.signing import MAX_CLOCK_SKEW_MS, ReplayWindow

VERSION = 1
FORMAT = Format(version=VERSION, upgrades={})
_HEADER = "journal.json"
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class JournalBounds:
    """How much is written down: a segment is full at so many bytes or so old, the journal at so many bytes."""

    segment_bytes: int = 2 * 2**20
    segment_ms: int = 60_000
    journal_bytes: int = 64 * 2**20


@dataclass(slots=True)
class _Segment:
    path: Path
    size_bytes: int
    until_ms: int


class JournalledWindow(ReplayWindow):
    """A replay window that the next agent of the home takes over; only for the holder of the home's lock."""

    def __init__(self, folder: Path, now_ms: int, boot_id: str | None, bounds: JournalBounds | None = None) -> None:
        """Take over what is in `folder`; `boot_id` tells one run of the machine from the next, see `current_boot`.

        Where the machine has been started since, or does not say so, what was admitted last may be missing there: messages from
        before `now_ms` are refused then. Errors: StoreNewerError (p2p.store.newer), StoreUnreadableError (p2p.store.unreadable).
        """
        super().__init__()
        self._folder = folder
        self._boot_id = boot_id
        self._bounds = bounds or JournalBounds()
        self._segments: list[_Segment] = []
        self._descriptor: int | None = None
        self._begun_ms = 0
        self._number = 0
        self._not_before_ms = 0
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            if self._is_of_another_boot():
                self._not_before_ms = now_ms
            for path in sorted(folder.glob("*.log")):
                self._take_over(path, now_ms)
            write_private_file(folder / _HEADER, json.dumps({"version": VERSION, "boot": self._boot_id}).encode())
        except (OSError, ValueError) as error:
            raise StoreUnreadableError("the replay journal cannot be read", path=str(folder), reason=type(error).__name__) from error

    def admit(self, message: SignedMessage, now_ms: int) -> None:
        """Record `message`, here and on disk.

        Errors: those of `ReplayWindow.admit`, TaskExpiredError (p2p.task.expired) for a message that may have been seen before the
        machine's start, TaskBusyError (p2p.task.busy) when the disk is full.
        """
        if message.issued_at < self._not_before_ms:
            raise TaskExpiredError("issued before this agent's machine was started", issued_at=message.issued_at)
        super().admit(message, now_ms)
        self._write(message.expires_at + MAX_CLOCK_SKEW_MS, message.sender, message.nonce, now_ms)

    def close(self) -> None:
        """Let the files go."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    @property
    def size_bytes(self) -> int:
        """How much of the disk the journal takes."""
        return sum(segment.size_bytes for segment in self._segments)

    def _write(self, until_ms: int, sender: str, nonce: str, now_ms: int) -> None:
        line = json.dumps([until_ms, sender, nonce]).encode() + b"\n"
        try:
            if self._descriptor is None or self._is_full(now_ms):
                self._begin(now_ms)
            if self.size_bytes + len(line) > self._bounds.journal_bytes:
                raise TaskBusyError("too many messages are remembered on disk", size_bytes=self.size_bytes)
            assert self._descriptor is not None
            if os.write(self._descriptor, line) != len(line):
                raise OSError("the disk is full")
        except OSError as error:
            # The next line must not continue a torn one: another segment begins.
            self.close()
            raise TaskBusyError("the message cannot be written down", reason=str(error.strerror)) from error
        segment = self._segments[-1]
        segment.size_bytes += len(line)
        segment.until_ms = max(segment.until_ms, until_ms)

    def _is_full(self, now_ms: int) -> bool:
        return self._segments[-1].size_bytes >= self._bounds.segment_bytes or now_ms - self._begun_ms >= self._bounds.segment_ms

    def _begin(self, now_ms: int) -> None:
        """Begin a segment, and drop those of which every message has expired."""
        self.close()
        for expired in [segment for segment in self._segments if segment.until_ms < now_ms]:
            expired.path.unlink(missing_ok=True)
            self._segments.remove(expired)
        self._number += 1
        path = self._folder / f"{self._number:012}.log"
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600)
        self._segments.append(_Segment(path, 0, now_ms))
        self._begun_ms = now_ms

    def _take_over(self, path: Path, now_ms: int) -> None:
        """Remember the messages of a segment that have not expired; what is no line of the journal was torn by a crash."""
        self._number = int(path.stem)
        until_ms = 0
        for line in path.read_bytes().split(b"\n"):
            entry = _entry(line)
            if entry is not None and entry[0] >= now_ms:
                until_ms = max(until_ms, entry[0])
                self.remember(*entry)
        if until_ms:
            self._segments.append(_Segment(path, path.stat().st_size, until_ms))
        else:
            path.unlink()

    def _is_of_another_boot(self) -> bool:
        path = self._folder / _HEADER
        upgrade(path, FORMAT)
        if not path.exists():
            return False
        fields = json.loads(path.read_bytes())
        return fields.get("boot") is None or fields["boot"] != self._boot_id


def current_boot(path: Path = _BOOT_ID) -> str | None:
    """What tells one run of the machine from the next; None where the system does not say."""
    try:
        return path.read_text().strip()
    except OSError:
        return None


def _entry(line: bytes) -> tuple[int, str, str] | None:
    try:
        until_ms, sender, nonce = json.loads(line)
    except (ValueError, TypeError):
        return None
    return (until_ms, sender, nonce) if isinstance(until_ms, int) and isinstance(sender, str) and isinstance(nonce, str) else None
