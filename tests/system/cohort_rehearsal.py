"""Phase N2 rehearsed: volunteers and a maintainer in checkouts, processes and network namespaces of their own, over a virtual fortnight."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from core.units import format_utc
from flows.local_api.environment import PREFECT_HOME
from tasks.project.clock import VARIABLE
from tasks.project.files import PROJECT_ROOT
from tests.system.answering_process import AnsweringProcess
from tests.system.namespaces import Namespace, bridged

NUM_DAYS = 14
SILENT_AFTER_H = 60.0
AT_ONCE = 3
PREPARED = ("digits", "texts", "utterances_hashed", "encoded")
"""Data that the gates would prepare: taken from this checkout where they are there."""


@dataclass(frozen=True)
class Person:
    """A volunteer as the rehearsal has it: what the node says of itself, what it really gets, and what happens to it.

    `line_mbit` is what its link takes of what it sends; `up_hours` by day, where it was not up for all 24. It hands in on the first day, the
    last, and every other between, from its `second` on, but for those on which it is `absent`; each bundle holds a cycle of its day.
    Who skips one day alone is not yet silent: the maintainer waits for `SILENT_AFTER_H`.
    """

    node_id: str
    region: str
    hardware_tier: str
    network_tier: str
    num_cores: int
    line_mbit: int
    second: int
    up_hours: Mapping[int, float] = field(default_factory=dict)
    absent: frozenset[int] = frozenset()
    real_days: frozenset[int] = frozenset()

    def is_there(self, day: int) -> bool:
        """Whether it hands in on that day."""
        return day not in self.absent and (day in (1, NUM_DAYS) or (day >= self.second and (day - self.second) % 2 == 0))

    def is_silent(self, day: int) -> bool:
        """Whether it has handed nothing in for so long at that day's end that it counts as down."""
        last = max(before for before in range(1, day + 1) if self.is_there(before))
        return 24 * (day + 1 - last) > SILENT_AFTER_H


PEOPLE = (
    Person("atlas", "eu", "desktop", "fibre", 2, 100, 2, real_days=frozenset({1})),
    Person("birch", "eu", "laptop", "cable", 2, 25, 3),
    Person("cedar", "us", "laptop", "fibre", 2, 100, 2),
    Person("delta", "us", "board", "mobile", 1, 10, 3),
    Person("ember", "apac", "laptop", "cable", 2, 25, 2, up_hours={6: 20.0}),
    Person("fjord", "unknown", "board", "mobile", 1, 10, 3, up_hours={11: 12.0}, absent=frozenset({7})),
)


@dataclass
class Rehearsal:
    """The rehearsal as it goes: everything lies below `around`, and this checkout is read alone."""

    around: Path
    maintainer: AnsweringProcess
    volunteers: Mapping[str, AnsweringProcess]
    target: Mapping[str, Any]
    first: datetime
    days: list[dict[str, Any]] = field(default_factory=list)

    @property
    def reports(self) -> Path:
        """Where the maintainer's reports lie."""
        return self.around / "maintainer" / "reports"

    def moment(self, day: int, number: int = 0) -> str:
        """The virtual time of a day, a minute later for every volunteer."""
        return format_utc(self.first + timedelta(days=day - 1, minutes=number))

    def live(self, day: int) -> None:
        """One day of the volunteers: each that is there runs its cycle and pushes what it found."""
        there = [(number, person) for number, person in enumerate(PEOPLE) if person.is_there(day)]
        there.sort(key=lambda one: day not in one[1].real_days)
        with ThreadPoolExecutor(AT_ONCE) as threads:
            cycles = list(threads.map(lambda one: self._cycle(day, *one), there))
        self.days.append({"day": day, "cycles": {person.node_id: cycle for (_, person), cycle in zip(there, cycles, strict=True)}})

    def waiting(self) -> list[str]:
        """The names of the bundles that wait for the maintainer."""
        return self.maintainer.ask("waiting")

    def take(self, day: int, names: list[str]) -> list[Any]:
        """What came of these bundles at that day's end; meanwhile the volunteers may live through the next."""
        return self.maintainer.ask("take", moment=self.moment(day, len(PEOPLE)), names=names)

    def conclude(self) -> tuple[int, str]:
        """The last day's end, as a maintainer has it every day: the cohort's flow takes in what waits, versions it and writes the records."""
        return self.command("-m", "flows.cohort", "--rehearsal", moment=self.moment(NUM_DAYS, len(PEOPLE)))

    def command(self, *words: str, moment: str | None = None) -> tuple[int, str]:
        """Exit status of a command in the maintainer's checkout, and what it said; at the virtual `moment`, where there is one."""
        done = subprocess.run(
            [sys.executable, *words],
            cwd=self.around / "maintainer",
            env={**_environment(self.around / "maintainer", "127.0.0.1"), **({VARIABLE: moment} if moment else {})},
            capture_output=True,
            text=True,
            timeout=300,
        )
        return done.returncode, done.stdout + done.stderr

    def _cycle(self, day: int, number: int, person: Person) -> Any:
        return self.volunteers[person.node_id].ask(
            "day",
            moment=self.moment(day, number),
            up_hours=person.up_hours.get(day, 24.0),
            is_real=day in person.real_days,
            **self.target,
        )


@contextmanager
def cohort_rehearsal(around: Path) -> Iterator[Rehearsal]:
    """A rehearsal in which everybody has a checkout and is set up; what was started is ended."""
    with ExitStack() as stack, bridged(len(PEOPLE) + 1) as namespaces:
        for name in ("maintainer", *(person.node_id for person in PEOPLE)):
            clone(around / name)
        _wait_longer(around / "maintainer" / "params.yaml")
        maintainer = stack.enter_context(_resident(around / "maintainer", "rehearsed_maintainer", namespaces[0]))
        invitation, target = maintainer.ask("invite", uses=len(PEOPLE)), maintainer.ask("open")
        volunteers: dict[str, AnsweringProcess] = {}
        for person, inside in zip(PEOPLE, namespaces[1:], strict=True):
            _shape(inside, person)
            on = ["taskset", "--cpu-list", ",".join(map(str, sorted(os.sched_getaffinity(0))[: person.num_cores]))]
            _set_up(around / person.node_id, person, invitation, on)
            volunteers[person.node_id] = stack.enter_context(_resident(around / person.node_id, "rehearsed_volunteer", inside, on))
        # A real cycle of today belongs to day 1, whose moment is later, and no two nodes' moments lie on both sides of midnight.
        first = (datetime.now(UTC) + timedelta(hours=2)).replace(minute=5, second=0, microsecond=0)
        yield Rehearsal(around, maintainer, volunteers, target, first)


def clone(target: Path) -> None:
    """A fresh clone of what is committed here, with this environment and the data that are prepared."""
    subprocess.run(["git", "clone", "--quiet", str(PROJECT_ROOT), str(target)], check=True)
    (target / ".venv").symlink_to(sys.prefix)
    for name in PREPARED:
        if (PROJECT_ROOT / "data" / name).is_dir():
            shutil.copytree(PROJECT_ROOT / "data" / name, target / "data" / name, dirs_exist_ok=True)
    (target / ".prefect").mkdir(mode=0o700)
    if (PREFECT_HOME / "prefect.db").exists():
        shutil.copy(PREFECT_HOME / "prefect.db", target / ".prefect")


def _wait_longer(params: Path) -> None:
    """Volunteers hand in every other day here; a cohort that hands in daily is waited for less long."""
    text = params.read_text()
    assert text.count("silent_after_h: 36.0") == 1
    params.write_text(text.replace("silent_after_h: 36.0", f"silent_after_h: {SILENT_AFTER_H}"))


def _environment(root: Path, address: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("P2P_AGENT_", "PREFECT_", "PYTHON"))}
    own = {"P2P_AGENT_HOME": str(root / "home"), "P2P_AGENT_INTERFACES": address, "P2P_AGENT_NETWORK": "rehearsal"}
    return {**kept, **own, "PYTHONPATH": str(root)}


def _shape(inside: Namespace, person: Person) -> None:
    """Let what leaves the namespace take the time of its line."""
    shaping = ["tc", "qdisc", "add", "dev", "eth0", "root", "tbf", "rate", f"{person.line_mbit}mbit", "burst", "32kbit", "latency", "400ms"]
    subprocess.run([*inside.entering, *shaping], check=True)


def _set_up(root: Path, person: Person, invitation: str, on: Sequence[str]) -> None:
    answers: Sequence[str] = (
        "--node-id", person.node_id, "--region", person.region, "--hardware-tier", person.hardware_tier, "--network-tier", person.network_tier,
    )  # fmt: skip
    command = [*on, sys.executable, "-m", "cli.main", "volunteer", "setup", "--invitation", invitation, "--rehearsal", *answers]
    subprocess.run(command, cwd=root, env=_environment(root, "127.0.0.1"), check=True, capture_output=True, timeout=120)


@contextmanager
def _resident(root: Path, module: str, inside: Namespace, on: Sequence[str] = ()) -> Iterator[AnsweringProcess]:
    command = [*inside.entering, *on, sys.executable, "-m", f"tests.system.{module}"]
    process = AnsweringProcess.started(command, root, _environment(root, inside.address), root / "said.log")
    try:
        yield process
    finally:
        process.end()
