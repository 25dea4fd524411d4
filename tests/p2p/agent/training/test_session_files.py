import hashlib
import json
from pathlib import Path

import pytest

from learning.plan import parse_plan
from p2p.agent.errors import FileRefusedError, StoreNewerError
from p2p.agent.training.session_files import SessionFiles
from p2p.agent.training.sessions import SessionReport
from p2p.errors import StoreUnreadableError

OLD_REPORT = Path(__file__).parents[1] / "old_home" / "report.json"


@pytest.fixture
def files(home) -> SessionFiles:
    return SessionFiles(home.rounds)


@pytest.fixture
def make_report(make_plan):
    def make(session_id: str = "s", **fields) -> SessionReport:
        told = {"plan": make_plan(), "participants": ("a", "b"), "corpus": "c", "status": "running"}
        return SessionReport(session_id=session_id, **{**told, **fields})

    return make


def test_what_is_saved_is_what_is_read(files: SessionFiles, make_report) -> None:
    report = files.create(make_report(round_timeout_s=3.5, started_at_ms=9), None)
    assert files.read("s") == report
    [stored] = files.load()
    assert (stored.session_id, stored.said, stored.is_cancelled) == ("s", report, False)


def test_the_given_model_is_copied_and_its_hash_kept(files: SessionFiles, make_report, tmp_path: Path) -> None:
    (tmp_path / "model").write_bytes(b"weights")
    report = files.create(make_report(), str(tmp_path / "model"))
    assert report.initial_sha256 == hashlib.sha256(b"weights").hexdigest()
    assert files.initial_model("s").read_bytes() == b"weights"


def test_a_session_that_cannot_be_made_leaves_nothing(files: SessionFiles, make_report, tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError):
        files.create(make_report(), str(tmp_path / "none"))
    files.rounds.chmod(0o500)
    try:
        if not list(files.rounds.iterdir()):
            assert files.load() == []
    finally:
        files.rounds.chmod(0o700)


def test_a_real_report_of_the_first_version_is_upgraded_and_kept(files: SessionFiles) -> None:
    old = json.loads(OLD_REPORT.read_bytes())
    session_id = old["session_id"]
    files.folder(session_id).mkdir()
    (files.folder(session_id) / "report.json").write_bytes(OLD_REPORT.read_bytes())
    report = files.read(session_id)
    assert (report.status, report.round_timeout_s, report.initial_sha256) == ("completed", 60.0, None)
    assert report.plan == parse_plan(old.pop("plan"))
    said = {name: value for name, value in report.model_dump(mode="json").items() if name in old}
    rounds = [{**entry, "state_sha256": None} for entry in old["rounds"]]
    assert said == {**old, "rounds": rounds, "model_path": str(files.model(session_id, 3))}
    assert (files.folder(session_id) / "report.json.v1").read_bytes() == OLD_REPORT.read_bytes()


def test_a_newer_report_is_refused_untouched(files: SessionFiles, make_report) -> None:
    files.create(make_report(), None)
    path = files.folder("s") / "report.json"
    path.write_text('{"version": 4}')
    with pytest.raises(StoreNewerError):
        files.read("s")
    assert path.read_text() == '{"version": 4}'


@pytest.mark.parametrize("content", ["", "[]", "{", '{"version": 2}', '{"version": 2, "session_id": "t"}'])
def test_a_damaged_report_is_refused_and_listed(files: SessionFiles, make_report, content: str) -> None:
    files.create(make_report(), None)
    (files.folder("s") / "report.json").write_text(content)
    with pytest.raises(StoreUnreadableError):
        files.read("s")
    [stored] = files.load()
    assert isinstance(stored.said, StoreUnreadableError)


def test_a_report_in_anothers_folder_is_refused(files: SessionFiles, make_report) -> None:
    files.create(make_report("t"), None)
    files.folder("t").rename(files.folder("s"))
    with pytest.raises(StoreUnreadableError):
        files.read("s")


def test_what_was_half_written_is_removed(files: SessionFiles, make_report) -> None:
    files.create(make_report(), None)
    (files.folder("s") / ".new-x").write_bytes(b"half")
    files.folder("t").mkdir()
    (files.folder("t") / ".initial.safetensors.0").write_bytes(b"half")
    assert [stored.session_id for stored in files.load()] == ["s"]
    assert [path.name for path in files.rounds.rglob("*")] == ["s", "report.json"]


def test_sessions_come_in_the_order_of_their_start_and_tell_of_a_cancel(files: SessionFiles, make_report) -> None:
    for name, started_at_ms in (("x", 30), ("y", 10), ("z", 20)):
        files.create(make_report(name, started_at_ms=started_at_ms), None)
    files.note_cancelled("z")
    assert [(stored.session_id, stored.is_cancelled) for stored in files.load()] == [("y", False), ("z", True), ("x", False)]
    files.remove("y")
    assert [stored.session_id for stored in files.load()] == ["z", "x"]


def test_a_session_that_takes_too_much_of_the_disk_keeps_its_latest_models(home, make_report) -> None:
    files = SessionFiles(home.rounds, max_session_bytes=10_000)
    files.create(make_report(), None)
    for number in range(11):
        files.model("s", number).write_bytes(bytes(1000))
        files.trim("s", number)
    assert (len(list(files.folder("s").glob("model-*"))), files.model("s", 10).exists()) in ((8, True), (9, True))
    for number in (8, 9, 10):
        files.checkpoint("s", number).state.write_bytes(bytes(1000))
    files.checkpoint("s", 4).state.write_bytes(bytes(1000))
    small = SessionFiles(home.rounds, max_session_bytes=10)
    small.trim("s", 10)
    kept = [f"{kind}-{number}.safetensors" for kind in ("model", "state") for number in (10, 8, 9)]
    assert sorted(path.name for path in files.folder("s").glob("*-*")) == kept


def test_ended_sessions_that_take_too_much_of_the_disk_make_room_the_oldest_first(home, make_report) -> None:
    files = SessionFiles(home.rounds, max_total_bytes=8_000)
    for name in ("a", "b", "c"):
        files.create(make_report(name), None)
        files.model(name, 0).write_bytes(bytes(2_500))
    assert files.prune(["a", "b", "c"], 3) == ["a"]
    assert files.prune(["b", "c"], 1) == ["b"]
    assert files.prune(["c"], 1) == []
