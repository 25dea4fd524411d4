import io
import tarfile

from tasks.reports.archive import archive_bytes

FILES = {"b.json": b"{}", "a.md": b"# a"}


def test_the_bytes_depend_on_the_files_alone_not_on_their_order():
    assert archive_bytes(FILES) == archive_bytes(dict(reversed(FILES.items())))
    assert archive_bytes(FILES) != archive_bytes({**FILES, "a.md": b"# b"})


def test_entries_are_in_order_of_one_date_one_owner_and_one_mode():
    with tarfile.open(fileobj=io.BytesIO(archive_bytes(FILES)), mode="r:gz") as tar:
        entries = tar.getmembers()
        assert [(one.name, one.mtime, one.uid, one.gid, one.uname, one.mode) for one in entries] == [
            (name, 0, 0, 0, "", 0o644) for name in ("a.md", "b.json")
        ]
        assert {one.name: tar.extractfile(one).read() for one in entries} == FILES
