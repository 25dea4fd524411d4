import time
from pathlib import Path

import pytest

from core.signing.keys import SigningKey
from tests.cli.conftest import Command


@pytest.fixture
def secret(tmp_path: Path) -> str:
    path = tmp_path / "secret"
    path.write_text("open sesame\n")
    return str(path)


def test_a_copy_is_made_and_brought_back(command, tmp_path, secret) -> None:
    peer = command("id").out.strip()
    copy = str(tmp_path / "copy.json")
    assert command.process("identity", "backup", copy, "--passphrase-file", secret, "--json").json == {"peer_id": peer, "path": copy}
    assert command("identity", "backup", copy, "--passphrase-file", secret).code == 1
    other = Command(tmp_path / "other")
    assert other("identity", "restore", copy, "--passphrase-file", secret, "--json").json["peer_id"] == peer
    assert other("identity", "show").out.splitlines()[0] == peer


def test_a_copy_without_a_passphrase_is_refused(command, tmp_path) -> None:
    said = command("identity", "backup", str(tmp_path / "copy"), "--json")
    assert (said.code, said.json["error"]["code"]) == (1, "core.parameters.invalid")


def test_another_identity_is_put_aside_only_by_force(command, tmp_path, secret) -> None:
    copy = str(tmp_path / "copy.json")
    command("identity", "backup", copy, "--passphrase-file", secret)
    other = Command(tmp_path / "other")
    other("id")
    refused = other("identity", "restore", copy, "--passphrase-file", secret, "--json")
    assert (refused.code, refused.json["error"]["code"]) == (1, "p2p.identity.exists")
    assert other("identity", "restore", copy, "--passphrase-file", secret, "--force", "--json").json["aside"] is not None


def test_a_running_agent_has_a_new_key_that_its_peers_follow(command, pair) -> None:
    [_, b], [_, peer] = pair
    a = command
    try:
        old = a.process("start", "--json").json["peer_id"]
        b("join", a("invite").out.strip())
        rotated = a.process("identity", "rotate", "--json").json
        assert rotated["old_peer_id"] == old
        assert a("id", "--json").json["is_running"] is True
        give_up = time.monotonic() + 30
        while b("trust", "list", "--json").json["trusted"] != [rotated["peer_id"]]:
            assert time.monotonic() < give_up
            time.sleep(0.05)
        assert "was replaced by" in a("identity", "show").out
        assert a("ask", peer, "echo", "hello").out == "hello\n"
    finally:
        a("stop")


def test_a_revoked_peer_is_trusted_again_only_by_force(pair) -> None:
    [a, _], _ = pair
    peer = SigningKey.generate().peer_id
    assert a("identity", "revoke", peer, "--json").json["revoked"] == peer
    refused = a("trust", "add", peer, "--json")
    assert (refused.code, refused.json["error"]["code"]) == (1, "p2p.peer.revoked")
    assert a("trust", "add", peer, "--force").code == 0


@pytest.mark.parametrize("words", [(), ("--self", SigningKey.from_seed(b"1" * 32).peer_id)])
def test_either_a_peer_or_oneself_is_revoked(command, words) -> None:
    assert command("identity", "revoke", *words).code == 2


def test_ones_own_key_is_not_revoked_by_mistake(pair) -> None:
    [a, _], [own, _] = pair
    refused = a("identity", "revoke", own, "--json")
    assert (refused.code, refused.json["error"]["code"]) == (1, "p2p.request.invalid")
    assert a("identity", "show", "--json").json["statements"] == []
