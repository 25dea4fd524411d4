"""The record of a sweep: how long each stage took, in its tasks and around them; signed like every artifact."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from gates.catalogue import Gate, Profile
from tasks.account import Account, publish_account
from tasks.gate_states import MAX_SWEEP_BYTES, SWEEP_RECORD
from tasks.project_files import read_regular
from tasks.report_store import Publication, reports_folder


@dataclass(frozen=True, slots=True)
class StageTimes:
    """Seconds from DVC's beginning of a stage to its end, those inside Prefect tasks, and the rest; a stage without tasks has no rest."""

    wall_sec: float
    task_sec: float | None
    overhead_sec: float | None

    @classmethod
    def measured(cls, wall_s: float, task_s: float | None) -> "StageTimes":
        """The times of a stage that took `wall_s`, of which tasks cover `task_s`."""
        return cls(round(wall_s, 3), None if task_s is None else round(task_s, 3), None if task_s is None else round(wall_s - task_s, 3))


def publish_record(root: Path, profile: Profile, run_id: str, times: Mapping[str, StageTimes]) -> Path:
    """Write and sign the times of this sweep's stages beside those of stages that were up to date; returns the artifact's path.

    Errors: those of `local_key`.
    """
    reports, now = reports_folder(root, profile), datetime.now(UTC).isoformat()
    known = {**_recorded(reports), **{name: asdict(found) for name, found in times.items()}}
    content = {"schema_version": 1, "generated_utc": now, "profile": profile, "stages": known}
    gate = Gate("sweep", SWEEP_RECORD, figures=(), inputs={profile: ()}, params=(), entry=__name__)
    publication = Publication(SWEEP_RECORD, (json.dumps(content, indent=2) + "\n").encode(), {})
    timings_s = {name: found.wall_sec for name, found in times.items()}
    return publish_account(root, gate, publication, Account(run_id, profile, now, timings_s))


def _recorded(reports: Path) -> dict[str, object]:
    """The stages of the last record; none where it cannot be read."""
    try:
        found = json.loads(read_regular(reports / SWEEP_RECORD, MAX_SWEEP_BYTES) or b"{}")
        return dict(found["stages"])
    except (ValueError, KeyError, TypeError):
        return {}
