import pytest

from core.signing.keys import SigningKey
from p2p.errors import StoreUnreadableError
from p2p.trust import Trusted, TrustList
from p2p.wire.errors import PeerRevokedError

PEERS = [SigningKey.from_seed(bytes([n]) * 32).peer_id for n in range(1, 4)]


@pytest.fixture
def trust(tmp_path):
    return TrustList(tmp_path / "trust.json", clock=lambda: 7.0)


@pytest.fixture
def again(tmp_path):
    """The list as the next process reads it."""
    return lambda: TrustList(tmp_path / "trust.json")


def test_trust_outlives_the_process(trust, again):
    trust.add(PEERS[0], name="Ada")
    trust.add(PEERS[1], how="invitation")
    trust.add(PEERS[2])
    trust.remove(PEERS[2])
    assert again().list() == tuple(sorted(PEERS[:2]))
    assert again().reasons[PEERS[0]] == Trusted(name="Ada", added_at_s=7.0, how="manual")
    assert again().reasons[PEERS[1]].how == "invitation"
    assert PEERS[0] in trust
    assert PEERS[2] not in trust


def test_a_peer_that_is_trusted_already_gets_a_name_and_keeps_the_rest(trust):
    trust.add(PEERS[0], how="invitation")
    trust.add(PEERS[0], name="Ada")
    trust.add(PEERS[0])
    assert trust.reasons[PEERS[0]] == Trusted(name="Ada", added_at_s=7.0, how="invitation")


def test_a_successor_takes_the_place_and_the_name(trust, again):
    trust.add(PEERS[0], name="Ada")
    trust.replace(PEERS[0], PEERS[1])
    assert dict(again().reasons) == {PEERS[1]: Trusted(name="Ada", added_at_s=7.0, how="rotation", previous=PEERS[0])}


def test_a_revoked_peer_is_trusted_again_only_by_force(trust, again):
    trust.add(PEERS[0])
    trust.revoke(PEERS[0])
    assert (again().list(), dict(again().revoked)) == ((), {PEERS[0]: 7.0})
    with pytest.raises(PeerRevokedError):
        trust.add(PEERS[0])
    trust.add(PEERS[0], is_forced=True)
    assert (again().list(), dict(again().revoked)) == ((PEERS[0],), {})


def test_a_revoked_key_takes_nobodys_place(trust):
    trust.add(PEERS[0])
    trust.revoke(PEERS[1])
    with pytest.raises(PeerRevokedError):
        trust.replace(PEERS[0], PEERS[1])
    assert trust.list() == (PEERS[0],)


def test_trust_that_cannot_be_stored_does_not_count(tmp_path):
    trust = TrustList(tmp_path / "missing" / "trust.json")
    with pytest.raises(StoreUnreadableError):
        trust.add(PEERS[0])
    assert len(trust) == 0


@pytest.mark.parametrize(
    "content", ["", '{"version": 2, "peers": []}', '{"version": 3, "peers": {"nobody": {}}}', '{"version": 3, "peers": [1]}', "[]"]
)
def test_a_damaged_trust_list_is_refused(tmp_path, content):
    (tmp_path / "trust.json").write_text(content)
    with pytest.raises(StoreUnreadableError):
        TrustList(tmp_path / "trust.json")
