"""A node that runs: cycle after cycle while its uptime is measured, one process for a node."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from core.units import format_utc
from gates.catalogue import Profile
from tasks.cohort.cycle import Cycle, Say, run_cycle
from tasks.cohort.cycle_gates import gates_process
from tasks.cohort.heartbeat import beating
from tasks.cohort.schedule import beginnings
from tasks.cohort.volunteer import VolunteerFolder
from tasks.errors import VolunteerBusyError
from tasks.project.clock import moment_now
from tasks.project.locks import locked
from tasks.project.signals import signals_interrupt


@dataclass(frozen=True, slots=True)
class Running:
    """A node of the project at `root`, whose gates `command` runs."""

    root: Path
    folder: VolunteerFolder
    profile: Profile
    command: list[str]

    def cycles(self, every: timedelta | None, num: int | None, say: Say) -> Iterator[Cycle]:
        """The cycles as they end, see `beginnings`; the node is up from the first one's beginning until the last is taken.

        Errors: VolunteerUnreadyError (tasks.volunteer.unready), VolunteerBusyError (tasks.volunteer.busy), UptimeUnkeptError
        (tasks.volunteer.uptime), those of `local_key`; KeyboardInterrupt, also where the process is asked to end, when nothing is left running.
        """
        now = partial(moment_now, is_rehearsal=self.folder.node().rehearsal)
        with signals_interrupt(), self._alone(), beating(self.folder, now, say):
            for number in beginnings(every, num, now, _announced(say)):
                say(f"cycle {number}{'' if num is None else f' of {num}'}")
                yield run_cycle(self.root, self.folder, self.profile, self._told(say), now=now)

    def _told(self, say: Say) -> Callable[[Say], int]:
        """The gates' process, each of whose lines is told here too."""
        run_gates = gates_process(self.root, self.command)

        def run(log: Say) -> int:
            def both(line: str) -> None:
                log(line)
                say(line)

            return run_gates(both)

        return run

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            with locked(self.folder.outbox, fcntl.LOCK_EX | fcntl.LOCK_NB):
                yield
        except BlockingIOError as error:
            raise VolunteerBusyError("another process runs its cycles", folder=str(self.folder.root)) from error


def _announced(say: Say) -> Callable[[datetime], None]:
    return lambda due: say(f"next cycle at {format_utc(due)}")
