import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from p2p.agent.errors import FileRefusedError
from p2p.errors import IdentityLockedError, IdentityUnreadableError
from p2p.identity import FILE_NAME, identity_facts, load_or_create_identity
from p2p.identity_changes import add_statement, back_up_identity, restore_identity, rotate_identity
from p2p.wire.errors import IdentityExistsError
from p2p.wire.statements import Rotation, revocation, verify_statement

ROOT = Path(__file__).resolve().parents[2]
ROTATE_FOR_EVER = """
import sys
from pathlib import Path
from p2p.identity_changes import rotate_identity
print("ready", flush=True)
while True:
    rotate_identity(Path(sys.argv[1]), None, 1)
"""


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def test_a_new_key_comes_with_the_word_of_both(home):
    old = load_or_create_identity(home)
    assert rotate_identity(home, None, 5)[:2] == (old.peer_id, (new := load_or_create_identity(home)).peer_id)
    [said] = identity_facts(home).statements
    assert (said.old, said.new, said.at) == (old.peer_id, new.peer_id, 5)
    verify_statement(said)


def test_a_second_rotation_keeps_the_word_on_the_first(home):
    first = load_or_create_identity(home, b"secret")
    rotate_identity(home, b"secret", 1)
    rotate_identity(home, b"secret", 2)
    one, two = identity_facts(home).statements
    assert (one.old, one.new, two.new) == (first.peer_id, two.old, load_or_create_identity(home, b"secret").peer_id)


def test_without_the_passphrase_nothing_is_rotated(home):
    load_or_create_identity(home, b"secret")
    before = (home / FILE_NAME).read_bytes()
    with pytest.raises(IdentityLockedError):
        rotate_identity(home, None, 1)
    assert (home / FILE_NAME).read_bytes() == before


def test_a_revoked_key_names_no_successor(home):
    key = load_or_create_identity(home)
    add_statement(home, revocation(key, 1))
    assert rotate_identity(home, None, 2)[2] is None
    assert [one.kind for one in identity_facts(home).statements] == ["revocation"]


def test_a_rotation_that_is_killed_at_any_moment_leaves_a_usable_home(home):
    first = load_or_create_identity(home)
    for delay_s in (0.0, 0.003, 0.007, 0.011):
        process = subprocess.Popen([sys.executable, "-c", ROTATE_FOR_EVER, str(home)], cwd=ROOT, stdout=subprocess.PIPE)
        process.stdout.readline()
        time.sleep(delay_s)
        process.kill()
        process.wait()
        process.stdout.close()
        key = load_or_create_identity(home)
        said = [one for one in identity_facts(home).statements if isinstance(one, Rotation)]
        chain = [first.peer_id, *(one.new for one in said)]
        assert [one.old for one in said] == chain[:-1]
        assert chain[-1] == key.peer_id


def test_a_copy_brings_the_identity_back_with_its_history(home, tmp_path):
    load_or_create_identity(home)
    rotate_identity(home, None, 1)
    key = load_or_create_identity(home)
    assert back_up_identity(home, None, tmp_path / "copy", b"of the copy") == key.peer_id
    assert stat.S_IMODE((tmp_path / "copy").stat().st_mode) == 0o600
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    assert restore_identity(elsewhere, tmp_path / "copy", b"of the copy", b"own", is_forced=False) == (key.peer_id, None)
    assert load_or_create_identity(elsewhere, b"own") == key
    assert identity_facts(elsewhere).statements == identity_facts(home).statements


def test_a_copy_overwrites_nothing(home, tmp_path):
    load_or_create_identity(home)
    (tmp_path / "copy").write_text("precious")
    with pytest.raises(IdentityExistsError):
        back_up_identity(home, None, tmp_path / "copy", b"x")
    with pytest.raises(FileRefusedError):
        back_up_identity(home, None, tmp_path / "missing" / "copy", b"x")
    assert (tmp_path / "copy").read_text() == "precious"


def test_another_identity_is_put_aside_only_by_force(home, tmp_path):
    own = load_or_create_identity(home)
    other = load_or_create_identity(tmp_path / "other")
    back_up_identity(tmp_path / "other", None, tmp_path / "copy", b"x")
    with pytest.raises(IdentityExistsError):
        restore_identity(home, tmp_path / "copy", b"x", None, is_forced=False)
    assert load_or_create_identity(home) == own
    _, aside = restore_identity(home, tmp_path / "copy", b"x", None, is_forced=True)
    assert load_or_create_identity(home) == other
    assert own.peer_id in aside.read_text()


def test_a_wrong_passphrase_or_a_damaged_copy_changes_nothing(home, tmp_path):
    own = load_or_create_identity(home)
    back_up_identity(home, None, tmp_path / "copy", b"x")
    with pytest.raises(IdentityLockedError):
        restore_identity(home, tmp_path / "copy", b"y", None, is_forced=True)
    (tmp_path / "copy").write_text("{}")
    with pytest.raises(IdentityUnreadableError):
        restore_identity(home, tmp_path / "copy", b"x", None, is_forced=True)
    assert load_or_create_identity(home) == own
