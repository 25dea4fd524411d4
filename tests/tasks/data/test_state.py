"""What lies in data/ is told as it is."""

from pathlib import Path

import pytest

from gates.errors import DataUnknownError
from tasks.data.registry import read_registry
from tasks.data.state import FileState, chosen_sets, found_files
from tests.tasks.fetched_sets import CONTENTS, make_fetched_sets


def test_right_missing_and_altered_files_are_told_apart(tmp_path: Path) -> None:
    sets = make_fetched_sets(tmp_path)
    sets.path("poems").mkdir()
    sets.path("poems/first.txt").write_bytes(CONTENTS["poems/first.txt"])
    sets.path("songs").mkdir()
    sets.path("songs/only.txt").write_bytes(b"la la l\xc3\xa0\n")
    found = {one.file.path: one.state for one in found_files(sets.root, chosen_sets(read_registry(sets.root), ()))}
    assert found == {
        "poems/first.txt": FileState.right,
        "poems/more/second.txt": FileState.missing,
        "songs/only.txt": FileState.altered,
        "made/a.txt": FileState.missing,
    }


def test_a_folder_in_the_place_of_a_file_is_an_altered_file(tmp_path: Path) -> None:
    sets = make_fetched_sets(tmp_path)
    sets.path("songs/only.txt").mkdir(parents=True)
    assert [one.state for one in found_files(sets.root, chosen_sets(read_registry(sets.root), ["songs"]))] == [FileState.altered]


def test_a_right_file_behind_a_link_is_right(tmp_path: Path) -> None:
    # DVC may be told to link files from its cache.
    sets = make_fetched_sets(tmp_path)
    sets.path("songs").mkdir()
    sets.path("songs/only.txt").symlink_to(sets.mirror / "songs/only.txt")
    assert [one.state for one in found_files(sets.root, chosen_sets(read_registry(sets.root), ["songs"]))] == [FileState.right]


def test_an_unknown_name_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    sets = make_fetched_sets(tmp_path)
    with pytest.raises(DataUnknownError, match="poems, songs, made"):
        chosen_sets(read_registry(sets.root), ["song"])
