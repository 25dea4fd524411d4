"""Bundles that arrive in a cohort's quarantine, told to Prefect as an event: the deployment that takes them in is triggered by it."""

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tasks.cohort.store import CohortFolder
from tasks.project.files import PROJECT_ROOT

EVENT, RESOURCE = "p2p-agents.cohort.bundles-arrived", "p2p-agents.cohort.quarantine"
"""The names that the trigger in prefect.yaml expects."""
POLL_S = 2.0


class Arrivals:
    """Which files have come since the last were told of: many that come one upon another are told of at once."""

    def __init__(self) -> None:
        self._told: set[str] = set()
        self._coming: set[str] = set()

    def look(self, waiting: Sequence[str]) -> int:
        """How many have arrived, once no further one has come since the look before; 0 while there is nothing to tell."""
        self._told &= set(waiting)
        new = set(waiting) - self._told
        is_settled, self._coming = bool(new) and new == self._coming, new
        if not is_settled:
            return 0
        self._told |= new
        self._coming = set()
        return len(new)


def tell(number: int) -> None:
    """Emit the event to the API of this process's settings; it names how many, and nothing that a stranger has written."""
    from prefect.events import emit_event

    emit_event(event=EVENT, resource={"prefect.resource.id": RESOURCE}, payload={"bundles": number})


def watch(root: Path = PROJECT_ROOT, tell_of: Callable[[int], None] = tell, poll_s: float = POLL_S) -> threading.Thread:
    """Watch the quarantine of the project's cohort for as long as this process lives, from when there is one."""

    def look_on() -> None:
        arrivals, folder = Arrivals(), CohortFolder(root / "data" / "cohort")
        while True:
            try:
                number = arrivals.look(folder.waiting())
            except OSError:
                number = 0
            if number:
                tell_of(number)
            time.sleep(poll_s)

    watcher = threading.Thread(target=look_on, name="arrivals", daemon=True)
    watcher.start()
    return watcher
