import pytest

from core.errors import CodedError
from tasks.evidence.local_identity import local_key, local_peer


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("P2P_AGENT_HOME", str(tmp_path / "agent"))
    monkeypatch.delenv("P2P_AGENT_PASSPHRASE_FILE", raising=False)
    return tmp_path / "agent"


def test_asking_who_is_local_makes_no_identity(home):
    assert local_peer() is None
    assert not home.exists()


def test_the_local_peer_is_the_one_whose_key_signs(home):
    assert local_key().peer_id == local_peer()


def test_a_locked_identity_is_named_without_its_passphrase_and_does_not_sign(home, tmp_path, monkeypatch):
    (tmp_path / "passphrase").write_text("a long passphrase\n")
    monkeypatch.setenv("P2P_AGENT_PASSPHRASE_FILE", str(tmp_path / "passphrase"))
    peer = local_key().peer_id
    monkeypatch.delenv("P2P_AGENT_PASSPHRASE_FILE")
    assert local_peer() == peer
    with pytest.raises(CodedError) as caught:
        local_key()
    assert caught.value.code == "p2p.identity.locked"
