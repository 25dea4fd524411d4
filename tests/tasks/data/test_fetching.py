"""What lies in data/ after a fetch is right and whole, or what lay there before."""

import errno
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from core.errors import CodedError
from tasks.data.fetching import SCRATCH, Manner, fetch
from tasks.data.registry import read_registry
from tasks.data.sources import FolderMirror
from tasks.data.state import FileState
from tests.tasks.fetched_sets import CONTENTS, FetchedSets, make_fetched_sets

ROOT = Path(__file__).parents[3]
REAL_MIRROR = ROOT.parent / "shared" / "data"


@pytest.fixture
def sets(tmp_path: Path) -> FetchedSets:
    return make_fetched_sets(tmp_path)


def refusal(sets: FetchedSets, *names: str, manner: Manner | None = None) -> CodedError:
    with pytest.raises(CodedError) as caught:
        fetch(sets.root, names, FolderMirror(sets.mirror), manner)
    return caught.value


def test_every_fetched_set_is_there_afterwards_and_nothing_else(sets: FetchedSets) -> None:
    fetched = fetch(sets.root, (), FolderMirror(sets.mirror))
    assert [one.before for one in fetched] == [FileState.missing] * 3
    assert sets.found() == CONTENTS


def test_only_the_named_sets_are_fetched(sets: FetchedSets) -> None:
    fetch(sets.root, ["songs"], FolderMirror(sets.mirror))
    assert set(sets.found()) == {"songs/only.txt"}


def test_a_right_file_is_not_fetched_again(sets: FetchedSets) -> None:
    fetch(sets.root, (), FolderMirror(sets.mirror))
    before = {name: sets.path(name).stat().st_mtime_ns for name in CONTENTS}
    again = fetch(sets.root, (), FolderMirror(sets.mirror.with_name("not there")))
    assert {one.before for one in again} == {FileState.right}
    assert {name: sets.path(name).stat().st_mtime_ns for name in CONTENTS} == before


def test_an_altered_file_is_named_and_kept_until_its_replacement_is_forced(sets: FetchedSets) -> None:
    fetch(sets.root, (), FolderMirror(sets.mirror))
    sets.path("songs/only.txt").write_text("my own song")
    error = refusal(sets)
    assert error.code == "gates.data.altered"
    assert "data/songs/only.txt" in str(error)
    assert "--force songs" in str(error)
    assert sets.path("songs/only.txt").read_text() == "my own song"
    fetch(sets.root, (), FolderMirror(sets.mirror), Manner(is_forced=True))
    assert sets.found() == CONTENTS


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"la la", "only 5 of the 9 bytes"),
        (b"", "only 0 of the 9 bytes"),
        (b"la la lo\n", "other bytes"),
        (b"la la la\nla", "more than the 9 bytes"),
    ],
    ids=["truncated", "empty", "altered", "longer"],
)
def test_what_is_not_as_registered_never_takes_its_place(sets: FetchedSets, content: bytes, said: str) -> None:
    (sets.mirror / "songs/only.txt").write_bytes(content)
    error = refusal(sets, "songs")
    assert error.code == "gates.data.altered"
    assert said in str(error)
    assert sets.found() == {}
    assert not sets.path("songs").exists()


def test_without_a_registered_size_a_truncated_file_is_refused_too(tmp_path: Path) -> None:
    sets = make_fetched_sets(tmp_path, has_sizes=False)
    (sets.mirror / "songs/only.txt").write_bytes(b"la")
    assert refusal(sets, "songs").code == "gates.data.altered"
    assert sets.found() == {}


def test_a_failed_forced_fetch_leaves_the_file_that_was_there(sets: FetchedSets) -> None:
    fetch(sets.root, ["songs"], FolderMirror(sets.mirror))
    sets.path("songs/only.txt").write_text("my own song")
    (sets.mirror / "songs/only.txt").write_bytes(b"la")
    assert refusal(sets, "songs", manner=Manner(is_forced=True)).code == "gates.data.altered"
    assert sets.found() == {"songs/only.txt": b"my own song"}


def test_a_file_that_the_mirror_lacks_is_named(sets: FetchedSets) -> None:
    (sets.mirror / "poems/more/second.txt").unlink()
    error = refusal(sets)
    assert error.code == "gates.data.missing"
    assert "poems/more/second.txt" in str(error)
    assert sets.found() == {"poems/first.txt": CONTENTS["poems/first.txt"]}


def test_a_mirror_that_cannot_be_read_refuses(sets: FetchedSets) -> None:
    (sets.mirror / "songs/only.txt").unlink()
    (sets.mirror / "songs/only.txt").mkdir()
    assert refusal(sets, "songs").code == "tasks.data.refused"


@pytest.mark.parametrize("in_its_place", ["songs", "songs/only.txt/folder", SCRATCH])
def test_what_stands_in_the_place_of_a_file_is_an_error_with_its_reason(sets: FetchedSets, in_its_place: str) -> None:
    place = sets.path(in_its_place)
    if in_its_place.endswith("folder"):
        place.mkdir(parents=True)
    else:
        place.write_text("in the way")
    error = refusal(sets, "songs", manner=Manner(is_forced=True))
    assert error.code == "tasks.data.unwritable"
    assert error.context["reason"] in {"ENOTDIR", "EISDIR", "EEXIST"}
    assert place.exists()


def in_a_process(sets: FetchedSets, before: str = "", pieces: str = "", names: str = "()") -> "subprocess.Popen[str]":
    program = f"""
import os, resource, signal, sys, time
from pathlib import Path
from core.errors import CodedError
from tasks.data.sources import FolderMirror
from tasks.data.fetching import fetch
class Source:
    def pieces(self, dataset, file):
        for piece in FolderMirror(Path({str(sets.mirror)!r})).pieces(dataset, file):
            {pieces or "pass"}
            yield piece
            {pieces or "pass"}
{before}
try:
    fetch(Path({str(sets.root)!r}), {names}, Source())
except CodedError as error:
    sys.exit(error.code + " " + str(error.context.get("reason")))
"""
    return subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_disk_that_takes_no_more_leaves_nothing_half_written(sets: FetchedSets) -> None:
    # The limit on a file's size fails in mid-file as a full disk does, and needs no disk of its own.
    process = in_a_process(sets, "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))")
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.strip() == f"tasks.data.unwritable {errno.errorcode[errno.EFBIG]}"
    assert sets.found() == {}


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_may_not_be_written_is_an_error_with_its_reason(sets: FetchedSets) -> None:
    (sets.root / "data").chmod(0o500)
    try:
        error = refusal(sets)
    finally:
        (sets.root / "data").chmod(0o700)
    assert (error.code, error.context["reason"]) == ("tasks.data.unwritable", "EACCES")


def test_a_killed_fetch_is_made_good_by_the_next(sets: FetchedSets) -> None:
    process = in_a_process(sets, pieces="sys.stdout.write('.'); sys.stdout.flush(); time.sleep(0 if dataset.name == 'songs' else 60)")
    assert process.stdout is not None
    process.stdout.read(1)
    process.kill()
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert set(CONTENTS) & set(sets.found()) == set()
    fetch(sets.root, (), FolderMirror(sets.mirror))
    assert sets.found() == CONTENTS


def test_an_interrupted_fetch_leaves_nothing(sets: FetchedSets) -> None:
    process = in_a_process(sets, pieces="sys.stdout.write('.'); sys.stdout.flush(); time.sleep(60)")
    assert process.stdout is not None
    process.stdout.read(1)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode != 0
    assert sets.found() == {}


def test_several_fetches_at_once_end_with_every_file_right(sets: FetchedSets) -> None:
    processes = [in_a_process(sets, pieces="time.sleep(0.05)") for _ in range(3)]
    ended: list[int] = []

    def here() -> None:
        ended.append(len(fetch(sets.root, (), FolderMirror(sets.mirror))))

    threads = [threading.Thread(target=here) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert [process.communicate(timeout=60)[1] for process in processes] == ["", "", ""]
    assert ended == [len(CONTENTS)] * 3
    assert sets.found() == CONTENTS


def test_progress_is_told_up_to_the_whole_size(sets: FetchedSets) -> None:
    told: dict[str, list[int]] = {}
    fetch(sets.root, (), FolderMirror(sets.mirror), Manner(watch=lambda file, size: told.setdefault(file.path, []).append(size)))
    assert {name: sizes[-1] for name, sizes in told.items()} == {name: len(content) for name, content in CONTENTS.items()}
    assert all(sizes == sorted(sizes) for sizes in told.values())


@pytest.mark.parametrize(("name", "code"), [("made", "tasks.data.not_fetched"), ("unknown", "gates.data.unknown")])
def test_what_cannot_be_fetched_is_refused_by_name(sets: FetchedSets, name: str, code: str) -> None:
    error = refusal(sets, name)
    assert error.code == code
    assert name in str(error)


@pytest.mark.skipif(not REAL_MIRROR.is_dir(), reason="the mirror of the public data sets is not on this machine")
def test_the_registry_agrees_with_the_mirror_of_the_public_data(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/registry.json").write_bytes((ROOT / "data/registry.json").read_bytes())
    fetched = fetch(tmp_path, (), FolderMirror(REAL_MIRROR))
    expected = [file for dataset in read_registry(ROOT).datasets if dataset.is_fetched for file in dataset.files]
    assert [one.file for one in fetched] == expected
    assert all((tmp_path / "data" / file.path).stat().st_size == file.size_bytes for file in expected)
    assert len(expected) >= 15
