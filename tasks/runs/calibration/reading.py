"""The calibration that a gate reads: the one of its own profile."""

from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from gates.artifacts.calibration import Calibration, parse_calibration
from gates.catalogue import CALIBRATION, Profile
from gates.errors import DataMissingError
from tasks.reports.store import reports_folder


@task(cache_policy=NO_CACHE, persist_result=False)
def read_calibration(root: Path, profile: Profile) -> Calibration:
    """What a step and an update cost on this machine.

    Errors: DataMissingError (gates.data.missing), ArtifactInvalidError (gates.artifact.invalid).
    """
    path = reports_folder(root, profile) / CALIBRATION.artifact
    if not path.is_file():
        raise DataMissingError(f"{path.relative_to(root)} is missing; `python -m flows.calibration` writes it", name=path.name)
    return parse_calibration(path.read_bytes())
