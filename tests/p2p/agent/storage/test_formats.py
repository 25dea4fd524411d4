"""Files of older and newer versions; `old_home` holds real ones of version 1, which named no version."""

import json
from pathlib import Path

import pytest

from p2p.agent.errors import StoreNewerError
from p2p.agent.storage.formats import TRUST_FILE, upgrade, upgrade_home
from p2p.agent.storage.home import AgentHome
from p2p.errors import StoreUnreadableError
from p2p.peers import AddressBook
from p2p.trust import TrustList

OLD_HOME = Path(__file__).parents[1] / "old_home"


def put(home: AgentHome, name: str) -> Path:
    path = home.path / name
    path.write_bytes((OLD_HOME / name).read_bytes())
    return path


def test_a_real_old_home_is_upgraded_and_the_old_files_stay(home: AgentHome) -> None:
    trust, book = put(home, "trust.json"), put(home, "peers.json")
    upgrade_home(home)
    assert list(TrustList(trust).list()) == json.loads((OLD_HOME / "trust.json").read_bytes())
    known = AddressBook(book).peers()
    assert {peer: facts.model_dump(mode="json") for peer, facts in known.items()} == json.loads((OLD_HOME / "peers.json").read_bytes())
    for path in (trust, book):
        assert path.with_name(f"{path.name}.v1").read_bytes() == (OLD_HOME / path.name).read_bytes()


def test_what_is_up_to_date_is_left_alone(home: AgentHome) -> None:
    put(home, "trust.json")
    upgrade_home(home)
    before = {path.name: path.stat().st_mtime_ns for path in home.path.iterdir()}
    upgrade_home(home)
    assert {path.name: path.stat().st_mtime_ns for path in home.path.iterdir()} == before


def test_a_newer_file_is_refused_untouched(home: AgentHome) -> None:
    path = home.path / "trust.json"
    path.write_text('{"version": 4, "peers": [], "mood": "new"}')
    with pytest.raises(StoreNewerError) as refusal:
        upgrade_home(home)
    assert (refusal.value.code, refusal.value.context["version"]) == ("p2p.store.newer", 4)
    assert path.read_text() == '{"version": 4, "peers": [], "mood": "new"}'


@pytest.mark.parametrize(
    "content", ["", "{", '{"version": "2"}', '{"version": 0}', "\ud800".encode("utf-16", "surrogatepass"), "[" * 100_000]
)
def test_a_damaged_file_is_refused_untouched(home: AgentHome, content: str | bytes) -> None:
    path = home.path / "trust.json"
    raw = content if isinstance(content, bytes) else content.encode()
    path.write_bytes(raw)
    with pytest.raises(StoreUnreadableError):
        upgrade(path, TRUST_FILE)
    assert path.read_bytes() == raw


def test_a_trust_list_of_version_2_is_upgraded(home: AgentHome) -> None:
    path = home.path / "trust.json"
    peers = json.loads((OLD_HOME / "trust.json").read_bytes())
    path.write_text(json.dumps({"version": 2, "peers": peers}))
    upgrade_home(home)
    assert list(TrustList(path).list()) == peers
    assert TrustList(path).revoked == {}


def test_the_first_backup_of_a_version_is_kept(home: AgentHome) -> None:
    path = put(home, "trust.json")
    upgrade(path, TRUST_FILE)
    path.write_text("[]")
    upgrade(path, TRUST_FILE)
    assert TrustList(path).list() == ()
    assert path.with_name("trust.json.v1").read_bytes() == (OLD_HOME / "trust.json").read_bytes()
