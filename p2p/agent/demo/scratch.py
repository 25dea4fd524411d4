"""Scratch: a folder that is gone after its run, and after the next run where its own was killed."""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PREFIX = "p2p-agent-demo-"
_MAKING_S = 60.0
"""An empty folder that is younger may belong to a run that has not locked it yet."""


@dataclass(frozen=True, slots=True)
class ScratchFolder:
    """A private folder, locked for as long as the process lives that made it."""

    path: Path
    descriptor: int

    def remove(self) -> None:
        """Remove the folder with everything in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self.descriptor)


def new_scratch_folder() -> ScratchFolder:
    """A new private folder in the system's place for temporary ones."""
    path = Path(tempfile.mkdtemp(prefix=PREFIX)).resolve()
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    return ScratchFolder(path, descriptor)


def remove_abandoned(let_go: Callable[[Path], bool]) -> int:
    """Remove this user's scratch folders whose process was killed, those that `let_go` releases; return how many there were."""
    return sum(_remove_if_abandoned(path, let_go) for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"))


def _remove_if_abandoned(path: Path, let_go: Callable[[Path], bool]) -> bool:
    with suppress(OSError):
        status = path.lstat()
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_being_made = not any(path.iterdir()) and time.time() - status.st_mtime < _MAKING_S
            if status.st_uid == os.getuid() and not is_being_made and let_go(path):
                shutil.rmtree(path, ignore_errors=True)
                return True
        finally:
            os.close(descriptor)
    return False
