"""An agent that is tried, a friend that asks it afterwards whether it is well, and peers that misbehave towards it.

Agents are processes. A peer that only says wrong things is a host in the test's own process, over real sockets; one that
dies or stops is a process too (tests/system/peer_process.py).
"""

import json
import os
import signal
import time
import uuid
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import trio

from core.signing.keys import SigningKey
from p2p.agent.client.agent import AgentClient
from p2p.agent.launch import RunningAgent
from p2p.agent.storage.home import AgentHome
from p2p.host import AgentHost, HostConfig
from p2p.peers import AddressBook
from tests.p2p.agent.forks import fork_script, start_fork

TRUSTED = SigningKey.from_seed(b"t" * 32)
PATIENCE_S = 30.0
BROKEN = ("Traceback", '"level": "error"', '"level": "critical"', "handler_failed")


class TriedAgents:
    """`tried` is under attack; `friend` and the peer of the key TRUSTED are trusted by it, nobody else is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.network = f"faults-{uuid.uuid4().hex[:8]}"
        self.environment = {**os.environ, "P2P_AGENT_INTERFACES": "127.0.0.1", "P2P_AGENT_NETWORK": self.network}
        self.tried, self.friend = self.start("tried"), self.start("friend")
        self.introduce(self.friend)
        self.tried.client.trust_add(TRUSTED.peer_id)

    @property
    def peer_id(self) -> str:
        return self.tried.record.peer_id

    @property
    def addresses(self) -> tuple[str, ...]:
        return self.tried.record.addresses

    def start(self, name: str) -> RunningAgent:
        return start_fork(AgentHome.at(self.folder / name), self.environment)

    def introduce(self, other: RunningAgent) -> None:
        """The tried agent and `other` trust each other and are connected."""
        self.tried.client.trust_add(other.record.peer_id)
        other.client.trust_add(self.peer_id)
        other.client.connect(self.peer_id, self.addresses)

    def assert_unharmed(self) -> None:
        """The tried agent serves its friend, answers its user, and nothing in its log is a fault of its own."""
        answer = self.friend.client.ask(self.peer_id, "echo", "still there?", timeout_s=10)
        assert (answer.status, answer.output) == ("completed", "still there?")
        assert self.tried.client.health() == "running"
        assert self.faults() == []

    def faults(self) -> list[str]:
        logs = [*self.tried.home.logs.glob("agent.log*"), self.tried.home.logs / "agent.err"]
        lines = [line for log in logs for line in log.read_text(errors="replace").splitlines()]
        return [line[:2000] for line in lines if any(sign in line for sign in BROKEN)]

    def num_descriptors(self) -> int:
        return psutil.Process(self.tried.pid).num_fds()

    def stop(self) -> None:
        for agent in (self.tried, self.friend):
            agent.stop()

    @asynccontextmanager
    async def host(self, key: SigningKey, network: str | None = None) -> AsyncGenerator[AgentHost]:
        """A running host of `key` that is connected to the tried agent, in this process."""
        config = HostConfig(network or self.network, ("127.0.0.1",), is_discoverable=False)
        host = AgentHost(key, config, AddressBook())
        async with host.run():
            await host.connect(self.peer_id, self.addresses)
            yield host

    def run(self, function: Callable[[], Awaitable[None]], timeout_s: float = PATIENCE_S) -> None:
        """Run an async function to its end, within `timeout_s`."""

        async def bounded() -> None:
            with trio.fail_after(timeout_s):
                await function()

        trio.run(bounded)


class PeerProcess:
    """A peer in a process of its own that plays `role`; it tells what it does line by line."""

    def __init__(self, agents: TriedAgents, role: str, seed: int = 1, trusted: tuple[str, ...] = ()) -> None:
        self.key = SigningKey.from_seed(bytes([seed]) * 32)
        script = Path(__file__).with_name("peer_process.py")
        facts = {
            "role": role,
            "seed": seed,
            "network": agents.network,
            "peer": agents.peer_id,
            "addresses": agents.addresses,
            "trusted": [agents.peer_id, *trusted],
        }
        self.process = fork_script(script, json.dumps(facts), environment=agents.environment)
        self.addresses = tuple(self.heard("ready")["addresses"])
        agents.tried.client.connect(self.key.peer_id, self.addresses)

    def __enter__(self) -> "PeerProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def heard(self, event: str) -> dict:
        """The next line that tells of `event`; the process's other lines before it are passed over."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            said = json.loads(line)
            if said["event"] == event:
                return said
        raise AssertionError(f"the peer ended before it said {event}")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.process.send_signal(signal.SIGCONT)


def is_connected(client: AgentClient, peer: str) -> bool:
    return any(facts.peer_id == peer and facts.is_connected for facts in client.peers())


def eventually(condition: Callable[[], object], timeout_s: float = PATIENCE_S) -> None:
    give_up = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < give_up, "it did not come to that in time"
        time.sleep(0.02)
