"""The store holds objects whose content is that of their names, within its quota, and nothing else."""

from hashlib import md5
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import CodedError
from p2p.agent.remote.errors import RemoteInUseError, RemoteObjectUnknownError, RemoteQuotaError, RemoteStorageError
from p2p.agent.remote.objects import ObjectStore

CONTENT = b"some content of an object"


def path_of(content: bytes, suffix: str = "") -> str:
    digest = md5(content).hexdigest()
    return f"/files/md5/{digest[:2]}/{digest[2:]}{suffix}"


def put(store: ObjectStore, content: bytes, path: str | None = None) -> None:
    with store.upload(path or path_of(content)) as upload:
        upload.write(content[:5])
        upload.write(content[5:])
        upload.keep()


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("suffix", ["", ".dir"])
def test_an_object_is_found_where_dvc_looks_for_it(tmp_path: Path, suffix: str) -> None:
    with ObjectStore(tmp_path, 1000).opened() as store:
        put(store, CONTENT, path_of(CONTENT, suffix))
        assert store.found(path_of(CONTENT, suffix)).read_bytes() == CONTENT
        assert store.used_bytes == len(CONTENT)
    assert files(tmp_path) == [tmp_path / path_of(CONTENT, suffix)[1:]]


def test_content_of_another_name_is_refused_and_nothing_of_it_stays(tmp_path: Path) -> None:
    with ObjectStore(tmp_path, 1000).opened() as store:
        with pytest.raises(CodedError) as caught:
            put(store, CONTENT, path_of(b"other"))
        assert caught.value.code == "p2p.remote.object_altered"
        assert store.used_bytes == 0
    assert files(tmp_path) == []


def test_an_upload_that_is_not_kept_leaves_nothing(tmp_path: Path) -> None:
    with ObjectStore(tmp_path, 1000).opened() as store:
        with store.upload(path_of(CONTENT)) as upload:
            upload.write(CONTENT)
            assert store.used_bytes == len(CONTENT)
        assert store.used_bytes == 0
    assert files(tmp_path) == []


def test_the_quota_counts_what_is_there_and_what_is_on_its_way(tmp_path: Path) -> None:
    with ObjectStore(tmp_path, 2 * len(CONTENT)).opened() as store:
        put(store, CONTENT)
        with store.upload(path_of(b"other")) as other:
            other.write(CONTENT)
            with pytest.raises(RemoteQuotaError), store.upload(path_of(b"third")) as third:
                third.write(b"1")
        put(store, b"fits")
    with ObjectStore(tmp_path, 2 * len(CONTENT)).opened() as store:
        assert store.used_bytes == len(CONTENT) + len(b"fits")


def test_an_object_that_comes_again_counts_once_and_mends_a_damaged_one(tmp_path: Path) -> None:
    with ObjectStore(tmp_path, 1000).opened() as store:
        put(store, CONTENT)
        store.found(path_of(CONTENT)).write_bytes(CONTENT[::-1])
        put(store, CONTENT)
        assert store.found(path_of(CONTENT)).read_bytes() == CONTENT
        assert store.used_bytes == len(CONTENT)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "",
        "/files",
        "/files/md5/",
        "/incoming/x",
        "/files/md5/../../../etc/passwd",
        "/files/md5/aa/../../../secret",
        "/files/md5/aa/" + "b" * 30 + "/../x",
        "/files/md5/aa/" + "b" * 30 + "\n",
        "/files/md5/aa/" + "B" * 30,
        "/files/md5/aa/" + "b" * 31,
        "/files/md5/aa/" + "b" * 30 + ".dir.dir",
        "//files/md5/aa/" + "b" * 30,
        "/files/md5/aa\0/" + "b" * 30,
    ],
)
def test_no_path_but_that_of_an_object_names_anything(tmp_path: Path, path: str) -> None:
    with pytest.raises(RemoteObjectUnknownError):
        ObjectStore(tmp_path, 1000).path_of(path)


@given(st.text(alphabet="/.%0aAfilesmd5 \\\0", max_size=60))
def test_whatever_is_asked_for_stays_in_the_folder_of_objects(text: str) -> None:
    store = ObjectStore(Path("/store"), 1000)
    try:
        path = store.path_of(text)
    except RemoteObjectUnknownError:
        return
    assert path.parent.parent == Path("/store/files/md5")


def test_one_process_serves_a_folder(tmp_path: Path) -> None:
    with ObjectStore(tmp_path, 1000).opened(), pytest.raises(RemoteInUseError), ObjectStore(tmp_path, 1000).opened():
        pass
    with ObjectStore(tmp_path, 1000).opened():
        pass


def test_what_a_killed_process_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / "incoming").mkdir()
    (tmp_path / "incoming" / "half").write_bytes(b"half")
    with ObjectStore(tmp_path, 1000).opened() as store:
        assert store.used_bytes == 0
        assert files(tmp_path) == []


def test_a_folder_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    (tmp_path / "incoming").touch()
    with pytest.raises(RemoteStorageError), ObjectStore(tmp_path, 1000).opened():
        pass


def test_a_folder_in_the_way_of_an_object_is_an_error_of_the_storage(tmp_path: Path) -> None:
    with ObjectStore(tmp_path, 1000).opened() as store:
        (tmp_path / path_of(CONTENT)[1:] / "inside").mkdir(parents=True)
        with pytest.raises(RemoteStorageError):
            put(store, CONTENT)
        with pytest.raises(RemoteObjectUnknownError):
            store.found(path_of(CONTENT))
