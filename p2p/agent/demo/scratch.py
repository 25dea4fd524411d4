"""Scratch: a folder that is gone after its run, and after the next run where its own was killed."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PREFIX = "p2p-agent-demo-"


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
    while True:
        path = Path(tempfile.mkdtemp(prefix=PREFIX)).resolve()
        with suppress(FileNotFoundError):
            descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            # Another run may have taken it for abandoned in the instant before it was locked.
            if path.exists():
                return ScratchFolder(path, descriptor)
            os.close(descriptor)


def remove_abandoned(let_go: Callable[[Path], bool]) -> int:
    """Remove this user's scratch folders whose process was killed, those that `let_go` releases; return how many there were."""
    return sum(_remove_if_abandoned(path, let_go) for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"))


def _remove_if_abandoned(path: Path, let_go: Callable[[Path], bool]) -> bool:
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if path.lstat().st_uid == os.getuid() and let_go(path):
                shutil.rmtree(path, ignore_errors=True)
                return True
        finally:
            os.close(descriptor)
    return False
