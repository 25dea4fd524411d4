"""Where a process of the agent prints what it dies of."""

from pathlib import Path
from typing import BinaryIO

MAX_ERROR_FILE_BYTES = 2**20


def open_error_file(path: Path) -> BinaryIO:
    """The file at `path`, to be continued: a restart keeps what the last crash printed. One that is too long begins anew."""
    if path.exists() and path.stat().st_size > MAX_ERROR_FILE_BYTES:
        path.unlink()
    return path.open("ab")
