"""A peer's environment is made from its lock alone; nothing is installed here."""

import re
from pathlib import Path

import pytest

from benchmarks import peer_environment


@pytest.mark.parametrize("peer", peer_environment.PEERS)
def test_locks_have_hashes_and_no_address(peer):
    lock = (peer_environment.LOCKS / peer / "requirements.txt").read_text()
    assert "://" not in lock and "--index" not in lock and "--find-links" not in lock
    blocks = re.split(r"\n(?=[a-z0-9])", lock)
    assert len(blocks) > 10 and all("==" in block and "--hash=sha256:" in block for block in blocks)
    assert not re.search(r"^(torch|triton|nvidia|cuda)[a-z0-9-]*==", lock, flags=re.MULTILINE)


@pytest.mark.parametrize("peer", peer_environment.PEERS)
@pytest.mark.parametrize("uv", [None, "uv"])
def test_only_what_is_locked_and_torch_is_installed(peer, uv):
    made = peer_environment.commands(peer, Path("folder"), uv)
    assert made[0][-3:] == ["-m", "venv", "folder"]
    assert "--require-hashes" in made[-1] and "--no-deps" in made[-1] and (made[-1][0] == "uv") == (uv is not None)
    assert any("torch==" in word for command in made for word in command) == (peer != "fedjax")
    assert all("--no-deps" in command for command in made[1:])


def test_environment_of_this_lock_is_used_as_it_is(tmp_path, monkeypatch):
    folder = tmp_path / "pfl"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").touch()
    lock = (peer_environment.LOCKS / "pfl" / "requirements.txt").read_bytes()
    (folder / "made-from").write_text(peer_environment.hashlib.sha256(lock).hexdigest())
    monkeypatch.setenv("P2P_AGENT_PEERS", str(tmp_path))
    assert peer_environment.peer_python("pfl") == folder / "bin" / "python"


def test_peer_that_cannot_be_installed_says_why(tmp_path, monkeypatch):
    monkeypatch.setenv("P2P_AGENT_PEERS", str(tmp_path / "file" / "peers"))
    monkeypatch.setattr(peer_environment.sys, "executable", str(tmp_path / "python"))
    (tmp_path / "python").write_text("#!/bin/sh\necho no such wheel >&2\nexit 1\n")
    (tmp_path / "python").chmod(0o755)
    with pytest.raises(peer_environment.PeerMissingError, match="no such wheel"):
        peer_environment.peer_python("fedjax")
