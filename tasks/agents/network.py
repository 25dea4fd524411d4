"""A network of real agents on this machine: started, introduced, found by each other, and gone afterwards."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from core.ids import PeerId
from p2p.agent.client.agent import AgentClient
from p2p.agent.launch import RunningAgent, start_agent
from p2p.agent.storage.home import AgentHome
from p2p.identity import load_or_create_identity
from tasks.errors import DiscoveryIncompleteError
from tasks.project.files import PROJECT_ROOT

COORDINATOR = "coordinator"
DISCOVERY_TIMEOUT_S = 30.0
POLL_S = 0.05
KEPT_LOGS = PROJECT_ROOT / ".cache" / "logs"


@dataclass(slots=True)
class AgentNetwork:
    """The coordinator and its participants, each a process with a home of its own below `folder`."""

    folder: Path
    name: str
    num_participants: int
    agents: dict[str, RunningAgent] = field(default_factory=dict[str, RunningAgent])
    expected: dict[str, PeerId] = field(default_factory=dict[str, PeerId])

    @property
    def participant_names(self) -> tuple[str, ...]:
        """Names of the participants, in the order of their client numbers."""
        return tuple(f"agent-{index}" for index in range(self.num_participants))

    @property
    def participants(self) -> tuple[PeerId, ...]:
        """Peer ids of the participants, in the order of their client numbers."""
        return tuple(self.peer(name) for name in self.participant_names)

    def peer(self, name: str) -> PeerId:
        """The peer id of the agent `name`, which runs or is expected."""
        return self.agents[name].record.peer_id if name in self.agents else self.expected[name]

    def start(self, name: str) -> None:
        """Start the agent `name` and wait until it is ready.

        Errors: AgentStartFailedError (p2p.agent.start_failed).
        """
        environment = agent_environment(os.environ, self.name)
        self.agents[name] = start_agent(AgentHome.at(self.folder / name), environment=environment, leash=True)

    def befriend(self, name: str) -> None:
        """Let the coordinator and the agent `name` trust each other."""
        self.client(name).trust_add(self.peer(COORDINATOR))
        self.client(COORDINATOR).trust_add(self.peer(name))

    def expect(self, name: str) -> None:
        """Give an agent that will start later its identity, which the coordinator trusts from now on."""
        home = AgentHome.at(self.folder / name)
        home.prepare()
        self.expected[name] = load_or_create_identity(home.path).peer_id
        self.client(COORDINATOR).trust_add(self.expected[name])

    def corpus_path(self, name: str, corpus: str) -> Path:
        """Where the agent `name` expects its examples of `corpus`."""
        return self.folder / name / "corpora" / f"{corpus}.safetensors"

    def assistant_folder(self, name: str) -> Path:
        """Where the assistant of the agent `name` expects its router and its documents, before its first reply."""
        return self.folder / name / "assistant"

    def client(self, name: str) -> AgentClient:
        """The local API of the agent `name`."""
        return self.agents[name].client


@contextmanager
def agent_network(name: str, num_participants: int) -> Iterator[AgentNetwork]:
    """A network that leaves no process, socket or folder behind, however the block ends; where it fails, the agents' logs are kept."""
    folder = Path(tempfile.mkdtemp(prefix="p2p-gate-"))
    network = AgentNetwork(folder, name, num_participants)
    try:
        yield network
        end_network(network)
    except Exception:
        keep_logs(network)
        raise
    finally:
        end_network.fn(network)


@task(cache_policy=NO_CACHE, persist_result=False)
def start_agents(network: AgentNetwork, names: tuple[str, ...] | None = None) -> tuple[PeerId, ...]:
    """Start the coordinator and the participants `names`, or all of them, wait until each is ready, and let them trust each other.

    Errors: AgentStartFailedError (p2p.agent.start_failed).
    """
    participants = network.participant_names if names is None else names
    with ThreadPoolExecutor() as threads:
        list(threads.map(network.start, (COORDINATOR, *participants)))
    for name in participants:
        network.befriend(name)
    return tuple(network.peer(name) for name in (COORDINATOR, *participants))


@task(cache_policy=NO_CACHE, persist_result=False)
def end_network(network: AgentNetwork) -> None:
    """Stop every agent that still runs and remove the homes."""
    running = [network.agents.pop(name) for name in tuple(network.agents)]
    with ThreadPoolExecutor() as threads:
        list(threads.map(RunningAgent.stop, running))
    shutil.rmtree(network.folder, ignore_errors=True)


@task(cache_policy=NO_CACHE, persist_result=False)
def discover_agents(network: AgentNetwork) -> float:
    """Seconds, from the moment that all agents are ready, until each has found every other on the local network.

    Errors: DiscoveryIncompleteError (tasks.discovery.incomplete).
    """
    started = time.monotonic()
    everyone = {agent.record.peer_id for agent in network.agents.values()}
    while missing := {found for agent in network.agents.values() for found in unknown_to(agent, everyone)}:
        if time.monotonic() - started > DISCOVERY_TIMEOUT_S:
            hint = "multicast is blocked on the loopback interface: allow UDP 5353, or stop the VPN that captures it"
            raise DiscoveryIncompleteError(hint, missing=" ".join(sorted(missing)))
        time.sleep(POLL_S)
    return time.monotonic() - started


def keep_logs(network: AgentNetwork) -> None:
    """Copy each agent's logs below .cache/logs/, where the reader of a failure finds them."""
    for name in network.agents:
        source = network.folder / name / "logs"
        if source.is_dir():
            shutil.copytree(source, KEPT_LOGS / network.name / name, dirs_exist_ok=True)


def unknown_to(agent: RunningAgent, everyone: set[PeerId]) -> set[PeerId]:
    """Those of `everyone` for whom the agent has no address yet."""
    return everyone - {agent.record.peer_id} - {PeerId(peer.peer_id) for peer in agent.client.peers() if peer.addresses}


def agent_environment(base: Mapping[str, str], network: str) -> dict[str, str]:
    """`base` for an agent that talks to this machine alone, in the network `network`; the user's own agent settings are left out."""
    kept = {key: value for key, value in base.items() if not key.startswith("P2P_AGENT_")}
    return kept | {"P2P_AGENT_INTERFACES": "127.0.0.1", "P2P_AGENT_NETWORK": network}
