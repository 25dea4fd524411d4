import os
import tracemalloc

import pytest

from tasks.project_files import code_digest, file_digest, inside, read_regular, tree_digest


def tree(folder):
    (folder / "sub").mkdir(parents=True)
    (folder / "a.py").write_text("a")
    (folder / "sub" / "b.py").write_text("b")
    return folder


def test_the_digest_of_a_tree_is_of_paths_and_contents(tmp_path):
    assert tree_digest(tree(tmp_path / "one")) == tree_digest(tree(tmp_path / "two"))


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "a.py").write_text("A"),
        lambda folder: (folder / "a.py").rename(folder / "c.py"),
        lambda folder: (folder / "c.py").write_text(""),
        lambda folder: (folder / "sub" / "b.py").unlink(),
        lambda folder: (folder / "a.py").rename(folder / "sub" / "a.py"),
    ],
)
def test_every_change_of_code_changes_the_digest(tmp_path, change):
    folder = tree(tmp_path / "code")
    before = tree_digest(folder)
    change(folder)
    assert tree_digest(folder) != before


def test_what_is_no_code_does_not_change_the_digest(tmp_path):
    folder = tree(tmp_path / "code")
    before = tree_digest(folder)
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "a.py").write_text("x")
    (folder / ".hidden.py").write_text("x")
    (folder / "notes.txt").write_text("x")
    assert tree_digest(folder) == before


def test_names_that_leave_the_project_have_no_digest(tmp_path):
    (tmp_path / "outside").write_text("x")
    root = tree(tmp_path / "root")
    (root / "link").symlink_to(tmp_path / "outside")
    assert inside(root, "a.py") == (root / "a.py").resolve()
    for name in ("../outside", "link", "/etc/passwd", "none"):
        assert file_digest(root, name) is None
        assert code_digest(root, name) is None


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
