"""A volunteer of a rehearsal, as a process in its own checkout and network namespace: day by day a cycle, a bundle, a push.

`python -m tests.system.rehearsed_volunteer`, in the environment of its agent home. The virtual clock is given with each order.
"""

from flows.local_api.environment import enter_project_environment

if __name__ == "__main__":
    enter_project_environment()

import gc
import os
import uuid
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from io import TextIOBase
from pathlib import Path
from typing import Any

from core.ids import PeerId
from flows.cycle import rehearse_gates
from flows.local_api.start import local_api
from gates.catalogue import REHEARSAL, Profile
from p2p.agent.launch import RunningAgent, start_agent
from p2p.agent.settings import home_of, load_settings
from tasks.cohort.cycle import Cycle, Say, due_gates, run_cycle
from tasks.cohort.cycle_gates import gates_command, gates_process
from tasks.cohort.packing import pack
from tasks.cohort.pushing import Destination, push
from tasks.cohort.volunteer import VolunteerFolder, record_up
from tasks.errors import GateFailedError
from tasks.project.all_parameters import load_project
from tasks.project.clock import VARIABLE, moment_now
from tasks.project.files import PROJECT_ROOT
from tasks.sweep.handed_down import HandedDown, handing_down
from tests.system.answering_process import answer_orders

PUSH_TIMEOUT_S = 60.0
MAX_ATTEMPTS = 3
"""A volunteer whose cycle fails begins it again: on a machine that is busy with other work an agent may miss a deadline."""


class Lines(TextIOBase):
    """A stream whose lines are told."""

    def __init__(self, say: Say) -> None:
        self._say = say

    def write(self, text: str, /) -> int:
        for line in text.splitlines():
            self._say(line)
        return len(text)


def rehearse(say: Say) -> int:
    """The gates of a rehearsal that have to run, in this process: to load their modules takes longer than they do."""
    with redirect_stdout(Lines(say)):
        try:
            rehearse_gates(uuid.uuid4().hex[:12], due_gates(PROJECT_ROOT, REHEARSAL), load_project(PROJECT_ROOT))
        except GateFailedError:
            return 1
    return 0


@dataclass
class Volunteer:
    """The node with its agent, and the address of the Prefect API that all its cycles share."""

    agent: RunningAgent
    api_url: str
    folder: VolunteerFolder

    def day(self, order: dict[str, Any]) -> dict[str, Any]:
        """One day, at whose `moment` the bundle is packed; up for `up_hours` of the 24 before. One of them is real work by a real clock."""
        moment, up = datetime.fromisoformat(order["moment"]), timedelta(hours=order["up_hours"])
        if not order["is_real"]:
            record_up(self.folder, moment - up, moment)
        tried = [self._cycle(order)]
        while not tried[-1].ok and len(tried) < MAX_ATTEMPTS:
            tried.append(self._cycle(order))
        profile: Profile = "reduced" if order["is_real"] else REHEARSAL
        record_up(self.folder, moment - up, moment)
        path = pack(PROJECT_ROOT, self.folder, profile, now=moment)
        self._hand_over(path, moment, order)
        return {**tried[-1].as_json(), "attempts": len(tried), "bundle": path.name, "size_bytes": path.stat().st_size}

    def _cycle(self, order: dict[str, Any]) -> Cycle:
        return self._real_cycle() if order["is_real"] else self._rehearsed_cycle(order["moment"])

    def _rehearsed_cycle(self, moment: str) -> Cycle:
        os.environ[VARIABLE] = moment
        return run_cycle(PROJECT_ROOT, self.folder, REHEARSAL, rehearse, now=partial(moment_now, is_rehearsal=True))

    def _real_cycle(self) -> Cycle:
        os.environ.pop(VARIABLE, None)
        run_gates = gates_process(PROJECT_ROOT, gates_command(PROJECT_ROOT, "reduced"))
        with handing_down(HandedDown(self.api_url, None, os.getpid())):
            return run_cycle(PROJECT_ROOT, self.folder, "reduced", run_gates, now=moment_now)

    def _hand_over(self, path: Path, moment: datetime, order: dict[str, Any]) -> None:
        """The bundle on its way to the maintainer, over libp2p, until it is acknowledged."""
        to = Destination(PeerId(order["peer"]), order["addresses"], PUSH_TIMEOUT_S)
        push(self.folder, self.agent.client, path, to, now=lambda: moment)


def main() -> None:
    """Answer orders while the agent runs."""
    gc.freeze()
    gc.enable()
    agent = start_agent(home_of(load_settings()), leash=True)
    try:
        with local_api() as api_url:
            answer_orders({"day": Volunteer(agent, api_url, VolunteerFolder(PROJECT_ROOT / "data" / "volunteer")).day})
    finally:
        agent.stop()


if __name__ == "__main__":
    main()
