"""The command as a person runs it: a process with a home of its own."""

import json
import os
import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NETWORK = f"cli-{uuid.uuid4().hex[:8]}"


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@dataclass(frozen=True)
class Command:
    """`p2p-agent` with one home."""

    home: Path

    def __call__(self, *words: str) -> Said:
        ended = subprocess.run(self.words(*words), cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=90)
        return Said(ended.returncode, ended.stdout, ended.stderr)

    def words(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "cli.main", *words]

    @property
    def environment(self) -> dict[str, str]:
        settings = {"P2P_AGENT_HOME": str(self.home), "P2P_AGENT_INTERFACES": "127.0.0.1", "P2P_AGENT_NETWORK": NETWORK}
        return {**os.environ, **settings, "COLUMNS": "80"}


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """The command on a fresh home, without an agent."""
    return Command(tmp_path / "home")


@pytest.fixture(scope="session")
def pair(tmp_path_factory):
    """Two homes in which agents run."""
    commands = [Command(tmp_path_factory.mktemp(name) / "home") for name in ("a", "b")]
    ids = [command("start", "--json").json["peer_id"] for command in commands]
    yield commands, ids
    for command in commands:
        command("stop")
