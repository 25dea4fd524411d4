"""The token: made once, kept private, compared whole."""

from pathlib import Path

import pytest

from p2p.agent.remote.access import is_token, load_or_create_token, read_token
from p2p.agent.remote.errors import RemoteTokenFileError


def test_a_token_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "remote" / "token"
    token, is_new = load_or_create_token(path)
    assert is_new
    assert len(token) >= 40
    assert token.isalnum(), "a dash in front would make it an option of the command that it is given to"
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_or_create_token(path) == (token, False)
    assert load_or_create_token(tmp_path / "other")[0] != token


def test_a_token_of_ones_own_is_taken_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("  correct-horse-battery-staple\n")
    path.chmod(0o600)
    assert load_or_create_token(path) == ("correct-horse-battery-staple", False)


@pytest.mark.parametrize(
    "content", [b"", b"short", b"with blanks in the middle of it", b"x" * 201, "dürfte-lang-genug-sein-für-alle".encode()]
)
def test_what_is_no_token_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "token"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(RemoteTokenFileError, match="holds no token"):
        read_token(path)


def test_a_token_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("correct-horse-battery-staple")
    path.chmod(0o640)
    with pytest.raises(RemoteTokenFileError, match="chmod 600"):
        load_or_create_token(path)


def test_a_token_file_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RemoteTokenFileError):
        load_or_create_token(tmp_path / "file" / "token")


@pytest.mark.parametrize("given", [None, "", "correct-horse-battery-stapl", "correct-horse-battery-staple ", "\udcff", "é"])
def test_only_the_whole_token_is_the_token(given: str | None) -> None:
    assert not is_token(given, "correct-horse-battery-staple")
    assert is_token("correct-horse-battery-staple", "correct-horse-battery-staple")
