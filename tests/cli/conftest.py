"""The command on homes of its own: in this process, where it is cheap, or as the process that a person starts."""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass
from json import loads
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from core.ids import PeerId
from p2p.agent.client.agent import AgentClient
from p2p.agent.storage.home import AgentHome

ROOT = Path(__file__).resolve().parents[2]
NETWORK = f"cli-{uuid.uuid4().hex[:8]}"
MEETING_TIMEOUT_S = 60.0


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return loads(self.out)


@dataclass(frozen=True)
class Command:
    """`p2p-agent` with one home."""

    home: Path

    def __call__(self, *words: str) -> Said:
        """The real command in this process: a process of its own is half a second of imports. A crash is raised."""
        with chdir(ROOT):
            ended = CliRunner().invoke(app, words, env=self.settings, catch_exceptions=False)
        return Said(ended.exit_code, ended.stdout, ended.stderr)

    def process(self, *words: str) -> Said:
        """The command as a person runs it."""
        ended = subprocess.run(self.words(*words), cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=90)
        return Said(ended.returncode, ended.stdout, ended.stderr)

    def words(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "cli.main", *words]

    @property
    def settings(self) -> dict[str, str]:
        own = {"P2P_AGENT_HOME": str(self.home), "P2P_AGENT_INTERFACES": "127.0.0.1", "P2P_AGENT_NETWORK": NETWORK}
        return {**own, "COLUMNS": "80"}

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, **self.settings}

    def agent(self) -> AgentClient:
        """The client of the running agent."""
        return AgentClient.of_home(AgentHome.at(self.home))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs the pair runs in one worker process, so that there is one pair."""
    for item in items:
        if "pair" in getattr(item, "fixturenames", ()) and item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.xdist_group("cli-pair"))


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """The command on a fresh home, without an agent."""
    return Command(tmp_path / "home")


@pytest.fixture(scope="session")
def running_pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[list[Command], list[PeerId]]]:
    """Two homes in which agents run that have found each other."""
    commands = [Command(tmp_path_factory.mktemp(name) / "home") for name in ("a", "b")]
    ids = [command.process("start", "--json").json["peer_id"] for command in commands]
    for command, other in zip(commands, reversed(ids), strict=True):
        _wait_until_known(command, other)
    yield commands, ids
    for command in commands:
        command.process("stop")


@pytest.fixture
def pair(running_pair: tuple[list[Command], list[PeerId]]) -> tuple[list[Command], list[PeerId]]:
    """The two agents, which trust nobody, whatever an earlier test left."""
    for command in running_pair[0]:
        with command.agent() as agent:
            for peer in agent.trust_list():
                agent.trust_remove(peer)
    return running_pair


def _wait_until_known(command: Command, other: PeerId) -> None:
    """An agent asks only whom it has heard of; how soon that is depends on the machine's load."""
    give_up = time.monotonic() + MEETING_TIMEOUT_S
    with command.agent() as agent:
        while not any(facts.peer_id == other and facts.addresses for facts in agent.peers()):
            assert time.monotonic() < give_up
            time.sleep(0.05)
