"""Files from outside or of a home, taken in whole or refused."""

import hashlib
import os
import secrets
import shutil
import stat
from pathlib import Path

from p2p.agent.errors import FileRefusedError


def import_file(source: str, target: Path, max_size_bytes: int) -> None:
    """Copy the plain file `source` to `target`, whole or not at all.

    Errors: FileRefusedError (p2p.file.refused) for a relative path, what is no plain file, cannot be read or is too large.
    """
    if not Path(source).is_absolute():
        raise FileRefusedError("the path is not absolute", path=source[:200])
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        # Non-blocking, so that a FIFO cannot hold the agent; what it is, is asked of the open file.
        descriptor = os.open(source, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode) or status.st_size > max_size_bytes:
                raise FileRefusedError(
                    "no plain file, or too large", path=source[:200], size_bytes=status.st_size, max_size_bytes=max_size_bytes
                )
            with temporary.open("xb") as copy:
                shutil.copyfileobj(file, copy, 2**20)
        temporary.replace(target)
    except (OSError, ValueError) as error:
        raise FileRefusedError("the file cannot be read", path=source[:200], reason=type(error).__name__) from error
    finally:
        temporary.unlink(missing_ok=True)


def file_sha256(path: Path) -> str:
    """The hash of a file's bytes.

    Errors: FileRefusedError (p2p.file.refused).
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise FileRefusedError(f"the file cannot be read: {error.strerror}", path=str(path)[:200]) from error


def read_bounded(path: Path, max_size_bytes: int) -> bytes:
    """The bytes of a plain file.

    Errors: FileRefusedError (p2p.file.refused) where there is none or it is too large.
    """
    try:
        if not path.is_file():
            raise FileRefusedError("no plain file", path=str(path)[:200])
        with path.open("rb") as file:
            data = file.read(max_size_bytes + 1)
    except OSError as error:
        raise FileRefusedError(f"the file cannot be read: {error.strerror}", path=str(path)[:200]) from error
    if len(data) > max_size_bytes:
        raise FileRefusedError("the file is too large", path=str(path)[:200], max_size_bytes=max_size_bytes)
    return data
