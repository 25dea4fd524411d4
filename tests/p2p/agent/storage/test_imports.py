import os
from pathlib import Path

import pytest

from p2p.agent.errors import FileRefusedError
from p2p.agent.storage.imports import import_file, read_bounded


def test_a_file_is_copied_whole(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"content")
    import_file(str(tmp_path / "a"), tmp_path / "b", 7)
    assert (tmp_path / "b").read_bytes() == b"content"


@pytest.mark.parametrize("kind", ["missing", "folder", "fifo", "large", "relative", "nul"])
def test_what_is_no_usable_file_is_refused_and_leaves_nothing(tmp_path: Path, kind: str) -> None:
    source = tmp_path / kind
    if kind == "folder":
        source.mkdir()
    elif kind == "fifo":
        os.mkfifo(source)
    elif kind == "large":
        source.write_bytes(b"12345678")
    name = {"relative": "relative", "nul": "/a\0b"}.get(kind, str(source))
    target = tmp_path / "target"
    with pytest.raises(FileRefusedError):
        import_file(name, target, 7)
    assert [path.name for path in tmp_path.iterdir() if "target" in path.name] == []


def test_a_file_is_read_whole_or_refused(tmp_path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"1234567")
    assert read_bounded(file, 7) == b"1234567"
    for path, max_size_bytes in ((file, 6), (tmp_path, 7), (tmp_path / "none", 7)):
        with pytest.raises(FileRefusedError):
            read_bounded(path, max_size_bytes)
