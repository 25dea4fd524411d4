"""Uptime as it is: a node was up as long as a process of it kept saying so, and not while that was killed, stopped or asleep."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tasks.cohort.volunteer import VolunteerFolder, record_up

INTERVAL = timedelta(seconds=30)
MOST = 3 * INTERVAL
"""A longer silence between two beats was no uptime: the machine slept, or the process stood still."""


@dataclass(slots=True)
class Heartbeat:
    """The beats of one process; each writes down that the node has been up since the stretch began, so that a kill loses one interval."""

    folder: VolunteerFolder
    now: Callable[[], datetime]
    _since: datetime | None = field(default=None, init=False)
    _last: datetime | None = field(default=None, init=False)

    def beat(self) -> None:
        """Say that the node is up.

        Errors: VolunteerUnreadyError (tasks.volunteer.unready).
        """
        now = self.now()
        if self._since is None or self._last is None or not timedelta() <= now - self._last <= MOST:
            self._since = now
        self._last = now
        record_up(self.folder, self._since, now)


@contextmanager
def beating(folder: VolunteerFolder, now: Callable[[], datetime]) -> Iterator[Heartbeat]:
    """Beat throughout the block, at its beginning and at its end.

    Errors: VolunteerUnreadyError (tasks.volunteer.unready).
    """
    heart, ended = Heartbeat(folder, now), threading.Event()
    heart.beat()

    def go_on() -> None:
        while not ended.wait(INTERVAL.total_seconds()):
            heart.beat()

    thread = threading.Thread(target=go_on, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield heart
    finally:
        ended.set()
        thread.join()
        heart.beat()
