import os
import resource
import signal
import stat

import pytest

from p2p.atomic_file import create_private_file, write_private_file


def test_what_is_written_is_private_and_alone(tmp_path):
    path = tmp_path / "file"
    write_private_file(path, b"one")
    write_private_file(path, b"two")
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["file"]


def test_the_first_to_create_wins(tmp_path):
    path = tmp_path / "file"
    assert create_private_file(path, b"one")
    assert not create_private_file(path, b"two")
    assert path.read_bytes() == b"one"
    assert os.listdir(tmp_path) == ["file"]


def test_a_failure_leaves_nothing_behind(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "full").touch()
    with pytest.raises(OSError):
        write_private_file(tmp_path / "folder", b"one")
    assert os.listdir(tmp_path) == ["folder"]


def test_a_write_that_fails_leaves_nothing_behind(tmp_path):
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            write_private_file(tmp_path / "file", bytes(1000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    assert os.listdir(tmp_path) == []
