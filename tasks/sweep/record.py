"""The record of a sweep: how long each stage took, in its tasks and around them; signed like every artifact."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from gates.artifacts.fields import Utc, Version1
from gates.catalogue import Gate, Profile
from tasks.evidence.account import Account, publish_account
from tasks.project.files import read_regular
from tasks.reports.store import Publication, reports_folder

SWEEP_RECORD = "sweep.json"
MAX_SWEEP_BYTES = 1024 * 1024


class StageTimes(BaseModel):
    """Seconds from the beginning of a stage to its end, those inside Prefect tasks, and the rest; a stage without tasks has no rest."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)
    wall_sec: float
    task_sec: float | None
    overhead_sec: float | None

    @classmethod
    def measured(cls, wall_s: float, task_s: float | None) -> "StageTimes":
        """The times of a stage that took `wall_s`, of which tasks cover `task_s`."""
        task_sec, overhead_sec = (None, None) if task_s is None else (round(task_s, 3), round(wall_s - task_s, 3))
        return cls(wall_sec=round(wall_s, 3), task_sec=task_sec, overhead_sec=overhead_sec)


class SweepRecord(BaseModel):
    """`sweep.json`: of each stage the times of the last sweep that ran it."""

    model_config = ConfigDict(frozen=True)
    schema_version: Version1
    generated_utc: Utc
    profile: Profile
    stages: dict[str, StageTimes]


def publish_record(root: Path, profile: Profile, run_id: str, times: Mapping[str, StageTimes]) -> Path:
    """Write and sign the times of this sweep's stages beside those of stages that were up to date; returns the artifact's path.

    Errors: those of `local_key`.
    """
    now = datetime.now(UTC).isoformat()
    stages = {**recorded_times(reports_folder(root, profile)), **times}
    record = SweepRecord(schema_version=1, generated_utc=now, profile=profile, stages=stages)
    gate = Gate("sweep", SWEEP_RECORD, figures=(), inputs={profile: ()}, params=(), entry=__name__)
    publication = Publication(SWEEP_RECORD, (record.model_dump_json(indent=2) + "\n").encode(), {})
    timings_s = {name: found.wall_sec for name, found in times.items()}
    return publish_account(root, gate, publication, Account(run_id, profile, now, timings_s))


def recorded_times(reports: Path) -> dict[str, StageTimes]:
    """The times of each stage by the record in the folder `reports`; none where it cannot be read."""
    try:
        return SweepRecord.model_validate_json(read_regular(reports / SWEEP_RECORD, MAX_SWEEP_BYTES) or b"").stages
    except ValidationError:
        return {}


def recorded_overheads(reports: Path) -> dict[str, float] | None:
    """Seconds that each stage spent outside its tasks; None where no sweep has recorded any."""
    found = {name: times.overhead_sec for name, times in recorded_times(reports).items()}
    return {name: overhead for name, overhead in found.items() if overhead is not None} or None
