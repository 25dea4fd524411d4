from pathlib import Path

import pytest

from p2p.synced_folder import sync_folder


def test_what_is_no_folder_is_an_error_and_a_folder_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    sync_folder(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    with pytest.raises(NotADirectoryError):
        sync_folder(tmp_path / "a")
