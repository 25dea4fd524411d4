"""A process that is killed at a change of the disk: all that it did before lies there, and nothing that it would have done."""

import itertools
import os
import signal
import sys
import traceback
from collections.abc import Callable

CHANGES = {f"os.{name}" for name in ("rename", "remove", "link", "mkdir", "rmdir", "utime", "chmod", "truncate")}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def killed_at(step: int, act: Callable[[], object]) -> bool:
    """Whether a process of its own that does `act` was killed before its change of that number; else it has come to the end."""
    child = os.fork()
    if child == 0:
        try:
            sys.addaudithook(_killer(step))
            act()
            os._exit(0)
        finally:
            traceback.print_exc()
            os._exit(1)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, -signal.SIGKILL)
    return code != 0


def _killer(last: int) -> Callable[[str, tuple], None]:
    steps = itertools.count(1)

    def hook(event: str, arguments: tuple) -> None:
        is_change = event in CHANGES or (event == "open" and arguments[2] & WRITING)
        if is_change and next(steps) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    return hook
