"""One cycle of a volunteer's node: the gates, their log, the metrics that follow, and how the node is."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import JsonValue

from core.errors import CodedError
from core.units import format_utc
from gates.catalogue import CALIBRATION, GATES, Profile
from gates.cohort.bundle.members import LOG, METRICS, SIZES
from gates.cohort.node_colour import NodeColour, node_colour
from gates.cohort.pilot_derivation import NEEDED_GATES, derive_pilot_metrics
from gates.cohort.pilot_metrics import PilotMetrics
from gates.trust import LOCAL_IDENTITY
from p2p.atomic_file import write_private_file
from tasks.cohort.node_work import read_work
from tasks.cohort.volunteer import CYCLE, VolunteerFolder
from tasks.errors import CycleFailedError
from tasks.evidence.local_identity import local_key
from tasks.reports.store import reports_folder, verify_reports
from tasks.status.weekly import REPO

Say = Callable[[str], None]
RunGates = Callable[[Say], int]
"""Runs the gates of a cycle, tells each line of what they say, and returns an exit status."""

CYCLE_GATES = tuple(sorted(gate.name for gate in GATES.values() if gate.name in NEEDED_GATES))
ALWAYS = "smoke"
"""The gate that every cycle runs; another has to run where its artifact is missing or stale."""
_CUT = "… what was said before is cut\n"


@dataclass(frozen=True, slots=True)
class Cycle:
    """What came of a cycle: metrics and health, or the error without which there would be some."""

    started_utc: str
    duration_s: float
    exit_status: int
    metrics: PilotMetrics | None
    health: NodeColour
    error: CodedError | None

    @property
    def ok(self) -> bool:
        """Whether every gate has passed."""
        return self.metrics is not None and self.metrics.health.last_cycle_ok and not self.metrics.status.open_issues

    def as_json(self) -> dict[str, JsonValue]:
        """The cycle as machines read it."""
        return {
            "started_utc": self.started_utc,
            "duration_sec": round(self.duration_s, 3),
            "exit_status": self.exit_status,
            "ok": self.ok,
            "health": self.health.as_json(),
            "metrics": self.metrics.model_dump(mode="json") if self.metrics else None,
            "error": self.error.as_json() if self.error else None,
        }


def run_cycle(root: Path, folder: VolunteerFolder, profile: Profile, run_gates: RunGates, *, now: Callable[[], datetime]) -> Cycle:
    """Run the gates, keep what they said as the cycle's log, derive the metrics and write them; a gate that fails is told, not raised.

    Errors: VolunteerUnreadyError (tasks.volunteer.unready), those of `local_key`.
    """
    folder.node()
    began, started, lines = time.monotonic(), now(), list[str]()
    say = lines.append
    try:
        say(f"cycle of {format_utc(started)}, profile {profile}")
        status = run_gates(say)
        say(f"cycle ended after {time.monotonic() - began:.1f} s with exit status {status}")
    finally:
        write_private_file(folder.root / CYCLE, log_bytes(lines))
    metrics, error = None, None
    try:
        metrics = _metrics(root, folder, profile, started, now())
    except CodedError as found:
        error = found
    health = node_colour(metrics) if metrics else NodeColour("red", (f"red: {error.message if error else 'the cycle left no metrics'}",))
    return Cycle(format_utc(started), time.monotonic() - began, status, metrics, health, error)


def due_gates(root: Path, profile: Profile) -> tuple[str, ...]:
    """The gates that have to run in a cycle, in an order in which each finds what it reads."""
    key, reports = local_key(), reports_folder(root, profile)
    found = verify_reports(reports, root, {key.peer_id: LOCAL_IDENTITY}) if reports.is_dir() else []
    current = {one.artifact for one in found if not one.findings}
    due = [gate.name for gate in (CALIBRATION, *GATES.values()) if gate.name in (*CYCLE_GATES, CALIBRATION.name)]
    due = [name for name in dict.fromkeys(due) if name == ALWAYS or not any(GATES[one].name == name for one in current if one in GATES)]
    if CALIBRATION.name in due:
        due += [name for name in ("fairness", "utility_fairness") if name not in due]
    return tuple(due)


def log_bytes(lines: list[str]) -> bytes:
    """The log of a cycle as a bundle may hold it: printable lines, the last ones where there are too many."""
    raw = "".join("".join(char if char.isprintable() else " " for char in line).rstrip() + "\n" for line in lines).encode()
    if len(raw) <= SIZES[LOG]:
        return raw
    tail = raw[-(SIZES[LOG] - len(_CUT.encode())) :]
    return _CUT.encode() + tail[tail.index(b"\n") + 1 :]


def _metrics(root: Path, folder: VolunteerFolder, profile: Profile, started: datetime, now: datetime) -> PilotMetrics:
    """The metrics that follow, written beside the node's other files; those of an older cycle are removed first."""
    with suppress(FileNotFoundError):
        (folder.root / METRICS).unlink()
    state = folder.state().model_copy(update={"measured_utc": format_utc(now)})
    work = read_work(root, profile, state, local_key()).work
    if datetime.fromisoformat(work.runs[ALWAYS].generated_utc) < started:
        raise CycleFailedError(f"the gate {ALWAYS} ended before it had found anything: see the log", log=str(folder.root / CYCLE))
    metrics = derive_pilot_metrics(work, REPO)
    folder.write(METRICS, metrics)
    return metrics
