"""A bundle that a volunteer has pushed with DVC: fetched from the remote that this maintainer serves, by its hash alone.

What DVC keeps beside a file names paths, so a stranger's `.dvc` file is never pulled: the volunteer tells the MD5 that stands in it.
"""

from pathlib import Path

from gates.cohort.bundle.archive import CAPS
from gates.cohort.bundle.errors import BundleTooLargeError
from p2p.agent.remote.objects import ObjectStore
from p2p.atomic_file import write_private_file
from tasks.cohort.store import CohortFolder
from tasks.project.files import read_regular


def fetch_pushed(folder: CohortFolder, store: Path, md5: str) -> str:
    """Put the object with that MD5 of the remote in `store` into quarantine, in one step; the name that it has there.

    Errors: RemoteObjectUnknownError (p2p.remote.object_unknown), BundleTooLargeError (gates.bundle.too_large).
    """
    path = ObjectStore(store, quota_bytes=0).found(f"/files/md5/{md5[:2]}/{md5[2:]}")
    raw = read_regular(path, CAPS.packed_bytes)
    if raw is None:
        raise BundleTooLargeError("no regular file, or one that is too large", limit=CAPS.packed_bytes)
    write_private_file(folder.quarantine / f"{md5}.tgz", raw)
    return f"{md5}.tgz"
