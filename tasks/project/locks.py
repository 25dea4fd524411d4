"""Folders that one process at a time changes."""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(folder: Path, kind: int = fcntl.LOCK_EX) -> Generator[None]:
    """Hold a lock on the folder itself, which works where it is read-only and leaves no file behind."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, kind)
        yield
    finally:
        os.close(handle)
