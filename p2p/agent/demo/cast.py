"""Cast: the agents of a demo, processes in homes below one scratch folder, and the end of all of them."""

import json
import os
import secrets
import string
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from core.ids import PeerId
from p2p.agent.demo.scratch import ScratchFolder, new_scratch_folder, remove_abandoned
from p2p.agent.launch import RunningAgent, StartingAgent, begin_agent
from p2p.agent.storage.home import AgentHome, HomeState

MAX_AGENTS = 16
END_TIMEOUT_S = 9.0
INTERFACES = "127.0.0.1"
_TAIL_LINES = 20

Begin = Callable[[AgentHome, Mapping[str, str]], StartingAgent]


@dataclass(slots=True)
class Actor:
    """One agent of the demo; the first is the requester, the others are providers."""

    name: str
    role: str
    starting: StartingAgent
    running: RunningAgent | None = None

    @property
    def agent(self) -> RunningAgent:
        """The agent, which is ready."""
        assert self.running is not None, "the agent is not ready"
        return self.running

    @property
    def peer_id(self) -> PeerId:
        """The agent's id."""
        return self.agent.record.peer_id

    @property
    def log_path(self) -> Path:
        """Where the agent tells what it does, as JSON lines."""
        return self.starting.home.logs / "agent.log"

    def events(self, name: str) -> Iterator[dict[str, object]]:
        """What the agent's log says under `name`."""
        for line in self._lines():
            if name in line:
                event = json.loads(line)
                if event.get("event") == name:
                    yield event

    def log_tail(self) -> list[str]:
        """The last lines of the agent's log."""
        return self._lines()[-_TAIL_LINES:]

    def stop(self) -> None:
        """End the agent, whatever it does."""
        if self.running is not None:
            self.running.stop(END_TIMEOUT_S)
        else:
            self.starting.stop(END_TIMEOUT_S)

    def _lines(self) -> list[str]:
        try:
            return self.log_path.read_text(errors="replace").split("\n")[:-1]
        except OSError:
            return []


@dataclass(slots=True)
class Cast:
    """The agents of one demo, on a network name of their own."""

    network: str = field(default_factory=lambda: f"p2p-demo-{secrets.token_hex(6)}")
    actors: list[Actor] = field(default_factory=list[Actor])
    _folder: ScratchFolder | None = None

    @property
    def requester(self) -> Actor:
        """The agent that asks."""
        return self.actors[0]

    @property
    def providers(self) -> list[Actor]:
        """The agents that are asked."""
        return self.actors[1:]

    def begin(self, num_agents: int, start: Begin, prepare: Callable[[AgentHome], None]) -> None:
        """Start every agent at once and wait for none; `prepare` fills a provider's home meanwhile.

        Errors: those of `begin_agent`.
        """
        remove_abandoned(_is_over)
        self._folder = new_scratch_folder()
        environment = demo_environment(os.environ, self.network)
        for name in string.ascii_uppercase[:num_agents]:
            home = AgentHome.at(self._folder.path / name)
            self.actors.append(Actor(name, "provider" if self.actors else "requester", start(home, environment)))
        for provider in self.providers:
            prepare(provider.starting.home)

    def leave(self) -> None:
        """End every agent, all at the same time, and remove their homes."""
        if self.actors:
            with ThreadPoolExecutor(len(self.actors)) as threads:
                list(threads.map(Actor.stop, self.actors))
        if self._folder is not None:
            self._folder.remove()
            self._folder = None


def begin_leashed(home: AgentHome, environment: Mapping[str, str]) -> StartingAgent:
    """Start an agent that ends when this process does."""
    return begin_agent(home, environment=environment, leash=True)


def demo_environment(base: Mapping[str, str], network: str) -> dict[str, str]:
    """`base` for an agent of a demo: its own network, this machine alone unless `base` names interfaces, none of the user's secrets."""
    kept = {key: value for key, value in base.items() if not key.startswith("P2P_AGENT_")}
    return kept | {"P2P_AGENT_NETWORK": network, "P2P_AGENT_INTERFACES": base.get("P2P_AGENT_INTERFACES") or INTERFACES}


def _is_over(folder: Path) -> bool:
    """Whether no agent lives on below an abandoned folder; what dead ones left elsewhere is removed."""
    homes: Iterable[AgentHome] = [AgentHome.at(path) for path in folder.iterdir()]
    if any(home.state() is HomeState.running for home in homes):
        return False
    for home in homes:
        home.clear()
    return True
