import hashlib
import os

import pytest

from core.errors import CodedError
from gates.cohort.bundle.archive import CAPS
from p2p.agent.remote.objects import ObjectStore
from tasks.cohort.fetching import fetch_pushed
from tasks.cohort.store import CohortFolder


@pytest.fixture
def folder(tmp_path) -> CohortFolder:
    return CohortFolder.at(tmp_path / "cohort")


def stored(tmp_path, content: bytes) -> str:
    """An object in the remote's store; its MD5."""
    md5 = hashlib.md5(content).hexdigest()
    path = ObjectStore(tmp_path / "store", 0).path_of(f"/files/md5/{md5[:2]}/{md5[2:]}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return md5


def test_an_object_waits_under_its_hash_once(folder, tmp_path):
    md5 = stored(tmp_path, b"a bundle")
    assert [fetch_pushed(folder, tmp_path / "store", md5) for _ in range(2)] == [f"{md5}.tgz"] * 2
    assert folder.waiting() == [f"{md5}.tgz"] and folder.read_waiting(f"{md5}.tgz") == b"a bundle"


@pytest.mark.parametrize("md5", ["", "0" * 32, "../../../secret", "00/../../../secret", "\0" * 32, "é" * 32, "0" * 31 + "/"])
def test_what_is_no_hash_of_an_object_names_nothing(folder, tmp_path, md5):
    stored(tmp_path, b"a bundle")
    (tmp_path / "secret").write_bytes(b"x")
    with pytest.raises(CodedError) as refused:
        fetch_pushed(folder, tmp_path / "store", md5)
    assert refused.value.code == "p2p.remote.object_unknown" and folder.waiting() == []


def test_an_object_that_no_bundle_can_be_is_left_where_it_is(folder, tmp_path):
    md5 = stored(tmp_path, b"a bundle")
    path = tmp_path / "store" / "files" / "md5" / md5[:2] / md5[2:]
    os.truncate(path, CAPS.packed_bytes + 1)
    with pytest.raises(CodedError) as refused:
        fetch_pushed(folder, tmp_path / "store", md5)
    assert refused.value.code == "gates.bundle.too_large" and folder.waiting() == []
