"""Small files that are either the old or the new, never half of one."""

import os
import tempfile
from pathlib import Path


def write_private_file(path: Path, content: bytes) -> None:
    """Put `content` at `path`, readable by its owner alone, in one step."""
    temporary = _temporary_with(path.parent, content)
    try:
        os.replace(temporary, path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def create_private_file(path: Path, content: bytes) -> bool:
    """Put `content` at `path` unless something is there already; say whether it was put."""
    temporary = _temporary_with(path.parent, content)
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    finally:
        temporary.unlink(missing_ok=True)
    return True


def _temporary_with(folder: Path, content: bytes) -> Path:
    descriptor, name = tempfile.mkstemp(prefix=".new-", dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)
