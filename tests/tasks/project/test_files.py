import os
import tracemalloc

from tasks.project.files import file_digest, inside, read_regular


def tree(folder):
    folder.mkdir(parents=True)
    (folder / "a.py").write_text("a")
    return folder


def test_names_that_leave_the_project_have_no_digest(tmp_path):
    (tmp_path / "outside").write_text("x")
    root = tree(tmp_path / "root")
    (root / "link").symlink_to(tmp_path / "outside")
    assert inside(root, "a.py") == (root / "a.py").resolve()
    for name in ("../outside", "link", "/etc/passwd", "none"):
        assert file_digest(root, name) is None


def test_only_regular_files_within_the_limit_are_read(tmp_path):
    (tmp_path / "file").write_bytes(b"1234")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    os.mkfifo(tmp_path / "pipe")
    assert read_regular(tmp_path / "file", 4) == b"1234"
    assert read_regular(tmp_path / "file", 3) is None
    for name in ("link", "pipe", "none", "."):
        assert read_regular(tmp_path / name, 100) is None


def test_reading_a_file_takes_its_own_size_and_not_the_limits(tmp_path):
    (tmp_path / "file").write_bytes(b"x" * 1000)
    tracemalloc.start()
    try:
        assert read_regular(tmp_path / "file", 2**30) == b"x" * 1000
        assert tracemalloc.get_traced_memory()[1] < 100_000
    finally:
        tracemalloc.stop()
