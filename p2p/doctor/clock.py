"""The clock: messages are refused that are more than a minute off."""

import shutil
import subprocess
import time

from p2p.doctor.finding import Finding, failed, passed, skipped

TOPIC = "clock"
EARLIEST_S = 1_767_225_600
"""2026-01-01, before which no version of this program ran."""
_WINDOW_S = 0.2
_MAX_DRIFT_S = 0.1


def check_clock(now_s: float | None = None) -> list[Finding]:
    """Whether the wall clock has a sensible date and goes as fast as the monotonic one, and whether it is synchronised."""
    today_s = time.time() if now_s is None else now_s
    date = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(today_s))
    set_it = "set the clock: timedatectl set-ntp true"
    is_sensible = today_s >= EARLIEST_S
    return [
        passed(TOPIC, "date", date) if is_sensible else failed(TOPIC, "date", f"{date} is before this program was written", set_it),
        _check_speed(set_it),
        _check_synchronised(set_it),
        skipped(TOPIC, "peers", "unknown: no protocol tells a peer's time; one that is a minute off is refused with p2p.task.expired"),
    ]


def _check_speed(advice: str) -> Finding:
    wall_s, monotonic_s = time.time(), time.monotonic()
    time.sleep(_WINDOW_S)
    drift_s = abs((time.time() - wall_s) - (time.monotonic() - monotonic_s))
    if drift_s > _MAX_DRIFT_S:
        return failed(TOPIC, "speed", f"it jumped by {drift_s:.2f} s while it was watched", advice)
    return passed(TOPIC, "speed", "it goes evenly")


def _check_synchronised(advice: str) -> Finding:
    tool = shutil.which("timedatectl")
    try:
        said = "" if tool is None else _say(tool)
    except (OSError, subprocess.TimeoutExpired):
        said = ""
    if said == "yes":
        return passed(TOPIC, "synchronised", "by NTP")
    if said == "no":
        return skipped(TOPIC, "synchronised", "not by NTP that this system knows of", advice)
    return skipped(TOPIC, "synchronised", "this system does not say")


def _say(tool: str) -> str:
    shown = subprocess.run([tool, "show", "-p", "NTPSynchronized", "--value"], capture_output=True, text=True, timeout=3, check=False)
    return shown.stdout.strip() if shown.returncode == 0 else ""
