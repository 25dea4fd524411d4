"""Versions of what a cohort has taken: DVC keeps the accepted bundles in its cache and names them by one hash; nothing leaves this machine."""

from contextlib import chdir
from pathlib import Path

from tasks.cohort.store import CohortFolder
from tasks.errors import CohortUnversionedError
from tasks.project.locks import locked
from tasks.sweep.pipeline import open_repo

ACCEPTED = "data/cohort/accepted"
VERSIONED = f"{ACCEPTED}.dvc"
"""The file that git keeps; `dvc push` sends what it names, where the maintainer wants that."""


def version_accepted(root: Path, folder: CohortFolder) -> str:
    """Add the accepted bundles to DVC as they are, and say under which hash; the same bundles have the same.

    They stay where they are, byte for byte: nothing is linked anew.
    Errors: CohortUnversionedError (tasks.cohort.unversioned), also while another process has DVC's lock.
    """
    from dvc.exceptions import DvcException
    from dvc.lock import LockError

    try:
        repo = open_repo(root)
        with locked(folder.accepted), chdir(root):
            (stage,) = repo.add(ACCEPTED, relink=False)  # pyright: ignore[reportArgumentType]
        return str(stage.outs[0].hash_info.value)
    except (DvcException, LockError) as error:
        raise CohortUnversionedError(f"DVC did not take {ACCEPTED}: {error}") from error
