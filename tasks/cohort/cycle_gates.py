"""The gates of a cycle as a process of their own, which ends with this one."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from gates.catalogue import REHEARSAL, Profile
from tasks.cohort.cycle import ALWAYS, CYCLE_GATES, RunGates, Say
from tasks.errors import VolunteerUnreadyError
from tasks.sweep.handed_down import HandedDown, handing_down

END_TIMEOUT_S = 60.0
"""How long an interrupted process may tidy up: its agents, its stages, its Prefect server."""


def gates_command(root: Path, profile: Profile) -> list[str]:
    """What runs the needed gates: DVC decides which have to, but for the one that every cycle runs.

    Errors: VolunteerUnreadyError (tasks.volunteer.unready) where `root` has no gates of its own.
    """
    if not (root / "flows" / "cycle.py").is_file():
        raise VolunteerUnreadyError("a cycle runs in a checkout of the project, which this is not", path=str(root))
    if profile == REHEARSAL:
        return [sys.executable, "-m", "flows.cycle"]
    return [sys.executable, "-m", "flows.sweep", "--profile", profile, "--again", ALWAYS, "--targets", *CYCLE_GATES]


def gates_process(root: Path, command: list[str]) -> RunGates:
    """Runs the gates by `command`, away from the terminal's signals: an interrupt reaches it from here, once, and is waited for."""

    def run_gates(say: Say) -> int:
        given = HandedDown.read(os.environ)
        with handing_down(HandedDown(given.api_url, None, os.getpid())):
            process = subprocess.Popen(
                command,
                cwd=root,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                start_new_session=True,
            )
        assert process.stdout is not None
        try:
            for line in process.stdout:
                say(line.rstrip("\n"))
            return process.wait()
        finally:
            _end(process)

    return run_gates


def _end(process: "subprocess.Popen[str]") -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=END_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if process.stdout is not None:
        process.stdout.close()
