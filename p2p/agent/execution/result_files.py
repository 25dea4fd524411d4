"""Result files: results on disk, so that an agent that was killed and started again still answers a repeated task.

One file a result: `<SHA-256 of the task's key>-<when it expires, in seconds since 1970>-<half the SHA-256 of its sender>`; the last part
is missing in older ones. Its first line names the format, its version and the SHA-256 of the rest, which is the result as JSON. What does
not have this form is damaged: it is dropped and the task run anew.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import structlog
import trio
from pydantic import ValidationError

from core.ids import PeerId
from p2p.agent.execution.results import Entry, Result, ResultIndex, StoreBounds, TaskKey, name_of, owner_of
from p2p.atomic_file import write_private_file

FORMAT = b"p2p-agent-result 1 "
_FILE_NAME = re.compile(r"([0-9a-f]{64})-([0-9]{1,12})(?:-([0-9a-f]{32}))?")

_log = structlog.get_logger("p2p.task")


class ResultFiles:
    """Keeps results as files of one private folder, within bounds of number, size and age."""

    def __init__(self, folder: Path, now_s: float, bounds: StoreBounds | None = None) -> None:
        self._folder = folder
        self._index = ResultIndex(bounds or StoreBounds())
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in sorted(folder.iterdir(), key=lambda path: path.lstat().st_mtime_ns):
            self._take_in(path, now_s)

    async def get(self, key: TaskKey, now_s: float) -> Result | None:
        """What is kept of the task; one that is damaged is dropped."""
        entry = self._index.find(name_of(key), now_s)
        if entry is None:
            return None
        result = await trio.to_thread.run_sync(_read, self._path(entry))
        if result is None or (result.sender, result.task_id) != key:
            _log.warning("result.damaged", sender=key.sender, task_id=key.task_id)
            await trio.to_thread.run_sync(_remove, [self._path(dropped) for dropped in self._index.drop(entry.name)])
            return None
        return result

    async def put(self, result: Result, now_s: float, keep_s: float) -> None:
        """Keep `result`: it is on disk when this returns."""
        key = TaskKey(PeerId(result.sender), result.task_id)
        entry = Entry(name_of(key), 0, int(now_s + keep_s), owner_of(key))
        size_bytes = await trio.to_thread.run_sync(_write, self._path(entry), result)
        if size_bytes is None:
            return
        entry = replace(entry, size_bytes=size_bytes)
        dropped = {self._path(other) for other in self._index.add(entry, now_s)}
        if self._index.find(entry.name, 0.0) is not None:
            dropped.discard(self._path(entry))
        if dropped:
            await trio.to_thread.run_sync(_remove, dropped)

    def _take_in(self, path: Path, now_s: float) -> None:
        """Hold what an earlier process has kept in `path`; what is no result's is removed, such as half of one."""
        match = _FILE_NAME.fullmatch(path.name)
        if match is None or not path.is_file() or path.is_symlink():
            _log.warning("result.damaged", file=path.name)
            dropped = {path}
        else:
            entry = Entry(match[1], path.stat().st_size, int(match[2]), match[3] or "")
            dropped = {self._path(other) for other in self._index.add(entry, now_s)}
            if entry.expires_s <= now_s:
                dropped |= {self._path(other) for other in self._index.drop(entry.name)}
        _remove(dropped)

    def _path(self, entry: Entry) -> Path:
        owner = f"-{entry.owner}" if entry.owner else ""
        return self._folder / f"{entry.name}-{entry.expires_s:.0f}{owner}"


def _write(path: Path, result: Result) -> int | None:
    """Put `result` at `path`; its size there, or None where that failed."""
    body = result.model_dump_json().encode()
    content = FORMAT + hashlib.sha256(body).hexdigest().encode() + b"\n" + body
    try:
        write_private_file(path, content)
    except OSError as error:
        _log.warning("result.not_kept", task_id=result.task_id, reason=str(error.strerror))
        return None
    return len(content)


def _read(path: Path) -> Result | None:
    try:
        head, _, body = path.read_bytes().partition(b"\n")
        is_whole = head == FORMAT + hashlib.sha256(body).hexdigest().encode()
        return Result.model_validate_json(body) if is_whole else None
    except (OSError, ValidationError):
        return None


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            _log.warning("result.not_removed", file=path.name, reason=str(error.strerror))
