import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from p2p.agent.errors import StoreNewerError
from p2p.errors import IdentityLockedError, IdentityPermissionsError, IdentityUnreadableError
from p2p.identity import FILE_NAME, identity_facts, load_or_create_identity


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def test_the_identity_stays_the_same(home):
    assert load_or_create_identity(home) == load_or_create_identity(home)


def test_home_and_file_are_private(home):
    load_or_create_identity(home)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE((home / FILE_NAME).stat().st_mode) == 0o600
    assert os.listdir(home) == [FILE_NAME]


def test_starters_at_the_same_moment_get_the_same_key(home):
    with ThreadPoolExecutor(16) as threads:
        keys = list(threads.map(lambda _: load_or_create_identity(home), range(32)))
    assert len({key.seed for key in keys}) == 1


def test_a_passphrase_hides_the_key(home):
    key = load_or_create_identity(home, b"passphrase")
    assert load_or_create_identity(home, b"passphrase") == key
    for wrong in (None, b"", b"Passphrase"):
        with pytest.raises(IdentityLockedError):
            load_or_create_identity(home, wrong)
    assert "seed" not in json.loads((home / FILE_NAME).read_bytes())


def test_a_key_stored_in_the_clear_is_encrypted_once_there_is_a_passphrase(home):
    key = load_or_create_identity(home)
    assert load_or_create_identity(home, b"passphrase") == key
    with pytest.raises(IdentityLockedError):
        load_or_create_identity(home)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o620, 0o604])
def test_a_file_that_others_can_use_is_refused(home, mode):
    load_or_create_identity(home)
    (home / FILE_NAME).chmod(mode)
    with pytest.raises(IdentityPermissionsError):
        load_or_create_identity(home)


def test_a_home_that_others_can_write_is_refused(home):
    load_or_create_identity(home)
    home.chmod(0o777)
    with pytest.raises(IdentityPermissionsError):
        load_or_create_identity(home)


@pytest.mark.parametrize("content", [b"", b"{}", b"null", b'{"kind":"plain","peer_id":"x","seed":"AAAA"}', b"\xff"])
def test_a_damaged_file_is_refused_and_kept(home, content):
    load_or_create_identity(home)
    (home / FILE_NAME).write_bytes(content)
    with pytest.raises(IdentityUnreadableError):
        load_or_create_identity(home)
    assert (home / FILE_NAME).read_bytes() == content


def test_an_identity_that_names_another_peer_is_refused(home, tmp_path):
    load_or_create_identity(home)
    other = load_or_create_identity(tmp_path / "other")
    stored = json.loads((home / FILE_NAME).read_bytes())
    (home / FILE_NAME).write_text(json.dumps({**stored, "peer_id": other.peer_id}))
    with pytest.raises(IdentityUnreadableError):
        load_or_create_identity(home)


def test_a_file_of_the_first_version_is_upgraded_in_place(home):
    key = load_or_create_identity(home)
    stored = json.loads((home / FILE_NAME).read_bytes())
    old = {name: stored[name] for name in ("kind", "peer_id", "seed")}
    (home / FILE_NAME).write_text(json.dumps(old))
    assert load_or_create_identity(home) == key
    assert json.loads((home / FILE_NAME).read_bytes())["version"] == 2
    assert os.listdir(home) == [FILE_NAME]


def test_an_encrypted_file_of_the_first_version_stays_encrypted(home):
    key = load_or_create_identity(home, b"passphrase")
    stored = json.loads((home / FILE_NAME).read_bytes())
    for name in ("version", "statements"):
        del stored[name]
    (home / FILE_NAME).write_text(json.dumps(stored))
    assert load_or_create_identity(home, b"passphrase") == key
    assert identity_facts(home).is_encrypted


def test_a_file_of_a_newer_version_is_refused_and_kept(home):
    load_or_create_identity(home)
    newer = json.dumps({**json.loads((home / FILE_NAME).read_bytes()), "version": 3})
    (home / FILE_NAME).write_text(newer)
    with pytest.raises(StoreNewerError):
        load_or_create_identity(home)
    assert (home / FILE_NAME).read_text() == newer


def test_the_facts_of_an_identity_need_no_passphrase(home):
    key = load_or_create_identity(home, b"passphrase")
    facts = identity_facts(home)
    assert (facts.peer_id, facts.is_encrypted, facts.statements) == (key.peer_id, True, ())
