import json
import os
import stat
from pathlib import Path

import pytest

from p2p.agent.errors import CorpusUnknownError, HomeInvalidError, StoreNewerError
from p2p.agent.storage.home import MAX_SOCKET_PATH_BYTES, AgentHome, AgentRecord, HomeState
from p2p.errors import AgentAlreadyRunningError


def record_of(home: AgentHome) -> AgentRecord:
    return AgentRecord(pid=1, peer_id="x", addresses=(), network="n", socket_path=str(home.socket_path), started_at_ms=1)


def test_running_stale_and_absent_are_told_apart(home: AgentHome) -> None:
    assert home.state() is HomeState.absent
    with home.locked():
        assert home.state() is HomeState.running
        home.write_record(record_of(home))
    assert home.state() is HomeState.stale
    home.clear()
    assert home.state() is HomeState.absent


def test_a_home_holds_one_agent(home: AgentHome) -> None:
    with home.locked():
        home.write_record(record_of(home))
        with pytest.raises(AgentAlreadyRunningError) as refusal, home.locked():
            pass
    assert refusal.value.context["pid"] == 1


def test_the_next_agent_removes_what_a_dead_one_left(home: AgentHome) -> None:
    home.write_record(record_of(home))
    home.socket_path.touch()
    with home.locked():
        assert not home.record_path.exists()
        assert not home.socket_path.exists()


def test_a_home_is_private(home: AgentHome) -> None:
    folders = [home.path, home.corpora, home.rounds, home.models, home.blobs, home.logs]
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in folders] == [0o700] * 6


def test_a_home_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(HomeInvalidError):
        AgentHome.at(tmp_path / "file").prepare()


def test_a_home_that_others_may_write_to_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    with pytest.raises(HomeInvalidError):
        AgentHome.at(shared).prepare()
    assert stat.S_IMODE(shared.stat().st_mode) == 0o777


def test_the_socket_path_is_short_for_any_home(tmp_path: Path) -> None:
    short, long = AgentHome.at("/var/ann/agent"), AgentHome.at(tmp_path / ("x" * 120))
    assert short.socket_path == Path("/var/ann/agent/agent.sock")
    assert len(os.fsencode(long.socket_path)) <= MAX_SOCKET_PATH_BYTES
    assert long.socket_path != AgentHome.at(tmp_path / ("y" * 120)).socket_path


def test_only_the_process_that_holds_the_lock_is_the_holder(home: AgentHome) -> None:
    own = record_of(home).model_copy(update={"pid": os.getpid()})
    home.write_record(own)
    assert home.holder() is None
    with home.locked():
        assert home.holder() is None
        home.write_record(record_of(home))
        assert home.holder() is None
        home.write_record(own)
        assert home.holder() == own
    assert home.holder() is None


@pytest.mark.parametrize("pid", [-1, 0])
def test_a_record_names_one_process(home: AgentHome, pid: int) -> None:
    home.write_record(record_of(home).model_copy(update={"pid": pid}))
    assert home.record() is None


def test_an_unreadable_record_is_none(home: AgentHome) -> None:
    assert home.record() is None
    home.record_path.write_text("{}")
    assert home.record() is None


@pytest.mark.parametrize("name", ["", "../digits", "a/b", "Digits", ".hidden", "x" * 65, "a\0"])
def test_a_corpus_name_is_never_a_path(home: AgentHome, name: str) -> None:
    with pytest.raises(CorpusUnknownError):
        home.corpus_path(name)


def test_a_record_of_the_version_before_is_read_and_one_of_a_newer_agent_that_runs_is_refused(home: AgentHome) -> None:
    fields = record_of(home).model_dump(mode="json")
    home.record_path.write_text(json.dumps({name: value for name, value in fields.items() if name != "version"}))
    assert home.record() == record_of(home)
    newer = json.dumps({**fields, "version": 3, "mood": "new"})
    home.record_path.write_text(newer)
    assert home.record() is None
    with home.locked():
        home.record_path.write_text(newer)
        with pytest.raises(StoreNewerError):
            home.record()
