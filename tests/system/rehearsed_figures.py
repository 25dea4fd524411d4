"""The figures of a rehearsal: all that its four reports say, but for what is another in every run by nature."""

import hashlib
import json
from pathlib import Path

from pydantic import JsonValue

REPORTS = ("cohort_manifest", "pilot_cohort_metrics", "pilot_status", "pilot_14_day_report")
LEFT_OUT = {
    "_utc": "the virtual days begin on the day of the run",
    "_sec": "measured",
    "max_peak_": "measured",
    "memory_gb": "the machine's",
    "cpu_cores": "the machine's",
    "python_version": "the machine's",
    "platform": "the machine's",
    "commit": "the code's, whose figures may be the same",
    "reruns": "how many bundles are drawn follows from a secret and from the bundles' ids, both new in every run",
}
"""Parts of names, and why what has such a name is left out."""


def figures(reports: Path) -> dict[str, JsonValue]:
    """What the manifest, the cohort's metrics, the status and the 14-day report say: the same for every rehearsal."""
    return {name: _steady(json.loads((reports / f"{name}.json").read_bytes())) for name in REPORTS}


def digest_of(found: dict[str, JsonValue]) -> str:
    """The SHA-256 of the figures, whatever the order in which they are written."""
    return hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()


def _steady(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return {name: _steady(part) for name, part in value.items() if not any(left in name for left in LEFT_OUT)}
    return [_steady(part) for part in value] if isinstance(value, list) else value
