"""Reading the project's files: bounded, regular, and never outside the project."""

import hashlib
import os
import stat
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parents[2]


def read_regular(path: Path, max_size_bytes: int) -> bytes | None:
    """The bytes of the regular file at `path`; None where there is none, or a symbolic link, or more than the limit, or one that grows.

    It allocates what the file holds, however large the limit is.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode) or status.st_size > max_size_bytes:
        os.close(handle)
        return None
    with os.fdopen(handle, "rb") as file:
        raw = file.read(status.st_size + 1)
    return raw if len(raw) <= status.st_size else None


def inside(root: Path, name: str) -> Path | None:
    """The real path of `name` below `root`; None where links lead out of it, or nothing is there."""
    try:
        real_root, path = root.resolve(strict=True), (root / name).resolve(strict=True)
    except (OSError, RuntimeError):
        return None
    return path if path.is_relative_to(real_root) else None


def file_digest(root: Path, name: str) -> str | None:
    """The SHA-256 of a project's file; None where there is no regular file of that name inside `root`."""
    path = inside(root, name)
    if path is None or not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
