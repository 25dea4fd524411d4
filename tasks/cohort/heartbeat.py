"""Uptime as it is: a node was up as long as a process of it kept saying so, and not while that was killed, stopped or asleep."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.errors import CodedError
from tasks.cohort.volunteer import VolunteerFolder, record_up
from tasks.errors import UptimeUnkeptError

INTERVAL = timedelta(seconds=30)
MOST = 3 * INTERVAL
"""A longer silence between two beats was no uptime: the machine slept, or the process stood still."""


@dataclass(slots=True)
class Heartbeat:
    """The beats of one process; each writes down that the node has been up since the stretch began, so that a kill loses one interval.

    Beats that could not be written for longer than `MOST` end the stretch: what nobody wrote down is not claimed afterwards.
    """

    folder: VolunteerFolder
    now: Callable[[], datetime]
    _since: datetime | None = field(default=None, init=False)
    _last: datetime | None = field(default=None, init=False)

    def beat(self) -> None:
        """Say that the node is up.

        Errors: VolunteerUnreadyError (tasks.volunteer.unready), UptimeUnkeptError (tasks.volunteer.uptime).
        """
        now = self.now()
        is_one_stretch = self._last is not None and timedelta() <= now - self._last <= MOST
        since = self._since if is_one_stretch and self._since is not None else now
        try:
            record_up(self.folder, since, now)
        except OSError as error:
            raise UptimeUnkeptError(f"the disk does not take it: {error.strerror}", folder=str(self.folder.root)) from error
        self._since, self._last = since, now


@contextmanager
def beating(
    folder: VolunteerFolder, now: Callable[[], datetime], say: Callable[[str], None], every: timedelta = INTERVAL
) -> Iterator[Heartbeat]:
    """Beat throughout the block, at its beginning and at its end; `say` hears when that fails within it, and when it is well again.

    Errors: those of `beat`.
    """
    heart, ended = Heartbeat(folder, now), threading.Event()
    heart.beat()

    def go_on() -> None:
        code = ""
        while not ended.wait(every.total_seconds()):
            found = _failure_of(heart)
            if found and found.code != code:
                say(f"[uptime] not kept at present, and not claimed: {found.message} [{found.code}]")
            elif code and not found:
                say("[uptime] kept again")
            code = found.code if found else ""

    thread = threading.Thread(target=go_on, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield heart
    finally:
        ended.set()
        thread.join()
        heart.beat()


def _failure_of(heart: Heartbeat) -> CodedError | None:
    try:
        heart.beat()
    except CodedError as error:
        return error
    return None
