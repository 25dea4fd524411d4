"""The objects of a remote: files named by the MD5 of their content, in DVC's own layout, within a quota."""

import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from p2p.agent.remote.errors import (
    RemoteInUseError,
    RemoteObjectAlteredError,
    RemoteObjectUnknownError,
    RemoteQuotaError,
    RemoteStorageError,
)

_OBJECT_PATH = re.compile(r"/(files/md5)/([0-9a-f]{2})/([0-9a-f]{30})(\.dir)?")


class ObjectStore:
    """The folder of one remote. A directory remote of DVC has the same layout, so that it may be one as well."""

    def __init__(self, folder: Path, quota_bytes: int) -> None:
        self._folder = folder
        self._incoming = folder / "incoming"
        self.quota_bytes = quota_bytes
        self.used_bytes = 0

    @contextmanager
    def opened(self) -> Generator[Self]:
        """The store for this process alone, without what a killed one left in mid-upload.

        Errors: RemoteInUseError (p2p.remote.in_use), RemoteStorageError (p2p.remote.storage).
        """
        try:
            self._incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(self._incoming, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError as error:
            raise self._unusable(error) from error
        try:
            self._take(descriptor)
            yield self
        finally:
            os.close(descriptor)

    def path_of(self, url_path: str) -> Path:
        """Where the object lies that a request names; no other path of this machine can be named.

        Errors: RemoteObjectUnknownError (p2p.remote.object_unknown).
        """
        match = _OBJECT_PATH.fullmatch(url_path)
        if match is None:
            raise RemoteObjectUnknownError("no object has this path", path=url_path[:200])
        kind, first, rest, suffix = match.groups(default="")
        return self._folder / kind / first / (rest + suffix)

    def found(self, url_path: str) -> Path:
        """Where the object that a request names really lies.

        Errors: RemoteObjectUnknownError (p2p.remote.object_unknown).
        """
        path = self.path_of(url_path)
        if not path.is_file():
            raise RemoteObjectUnknownError("the remote does not have this object", path=url_path)
        return path

    def upload(self, url_path: str) -> "Upload":
        """An upload of the object that a request names.

        Errors: RemoteObjectUnknownError (p2p.remote.object_unknown), RemoteStorageError (p2p.remote.storage).
        """
        path = self.path_of(url_path)
        try:
            return Upload(self, path, self._incoming)
        except OSError as error:
            raise self._unusable(error) from error

    def reserve(self, size_bytes: int) -> None:
        """Count so many bytes more as used.

        Errors: RemoteQuotaError (p2p.remote.quota).
        """
        if self.used_bytes + size_bytes > self.quota_bytes:
            raise RemoteQuotaError("the upload goes beyond the quota", used_bytes=self.used_bytes, quota_bytes=self.quota_bytes)
        self.used_bytes += size_bytes

    def _take(self, descriptor: int) -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for left in self._incoming.iterdir():
                left.unlink()
            self.used_bytes = sum(path.stat().st_size for path in (self._folder / "files").rglob("*") if path.is_file())
        except BlockingIOError as error:
            raise RemoteInUseError("another process serves this folder", folder=str(self._folder)) from error
        except OSError as error:
            raise self._unusable(error) from error

    def _unusable(self, error: OSError) -> RemoteStorageError:
        return RemoteStorageError(f"{self._folder}: {error.strerror}", reason=error.strerror)


class Upload:
    """One object on its way in, beside its place; unless it is kept, nothing remains of it when the block ends."""

    def __init__(self, store: ObjectStore, path: Path, incoming: Path) -> None:
        self._store = store
        self._path = path
        self._digest = hashlib.md5(usedforsecurity=False)
        self._size_bytes = 0
        descriptor, name = tempfile.mkstemp(dir=incoming)
        self._temporary = Path(name)
        self._file = os.fdopen(descriptor, "wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()
        self._temporary.unlink(missing_ok=True)
        self._store.used_bytes -= self._size_bytes

    def write(self, piece: bytes) -> None:
        """Add to the object.

        Errors: RemoteQuotaError (p2p.remote.quota), RemoteStorageError (p2p.remote.storage).
        """
        self._store.reserve(len(piece))
        self._size_bytes += len(piece)
        self._digest.update(piece)
        try:
            self._file.write(piece)
        except OSError as error:
            raise _unwritable(error) from error

    def keep(self) -> None:
        """Move the object to its place, whole and on the disk, if its content is that of its name; the block then ends without it.

        Errors: RemoteObjectAlteredError (p2p.remote.object_altered), RemoteStorageError (p2p.remote.storage).
        """
        expected, found = self._path.parent.name + self._path.name.removesuffix(".dir"), self._digest.hexdigest()
        if found != expected:
            raise RemoteObjectAlteredError("the content does not have the MD5 of its path", found=found, size_bytes=self._size_bytes)
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._path.parent.mkdir(parents=True, exist_ok=True)
            is_new = not self._path.exists()
            os.replace(self._temporary, self._path)
        except OSError as error:
            raise _unwritable(error) from error
        if is_new:
            self._size_bytes = 0  # counted as used from now on


def _unwritable(error: OSError) -> RemoteStorageError:
    return RemoteStorageError(f"the upload cannot be written: {error.strerror}", reason=error.strerror)
