"""A swarm: many agents on this machine that all trust each other, found by each other over multicast alone."""

import os
import random
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from p2p.agent.launch import RunningAgent
from p2p.agent.storage.home import AgentHome
from p2p.identity import load_or_create_identity
from p2p.trust import TrustList
from tests.p2p.agent.forks import fork_agent

NUM_ASKING = 16
"""So many tasks are under way at once, over the whole swarm."""


@dataclass(frozen=True, slots=True)
class Swarm:
    """The agents, all ready since `ready_at_s` on the monotonic clock."""

    agents: list[RunningAgent]
    ready_at_s: float

    def await_knowing(self, timeout_s: float) -> float:
        """Seconds from the last agent's readiness until each knows an address of every other."""
        waiting = {agent.record.peer_id: agent for agent in self.agents}
        while waiting:
            for peer, agent in [*waiting.items()]:
                if len(self.known_to(agent)) == len(self.agents) - 1:
                    del waiting[peer]
            elapsed_s = time.monotonic() - self.ready_at_s
            missing = {peer: len(self.agents) - 1 - len(self.known_to(agent)) for peer, agent in waiting.items()}
            assert elapsed_s < timeout_s, f"unknown after {elapsed_s:.1f} s: {missing}"
        return time.monotonic() - self.ready_at_s

    def known_to(self, agent: RunningAgent) -> set[str]:
        """The others of the swarm for whom `agent` has an address."""
        others = {other.record.peer_id for other in self.agents} - {agent.record.peer_id}
        return others & {facts.peer_id for facts in agent.client.peers() if facts.addresses}

    def ask(self, num_tasks: int, seed: int = 0) -> list[float]:
        """Let every agent in turn ask one drawn from the others; return each answer's milliseconds, the answers being right."""
        draw = random.Random(seed)
        tasks = [
            (asker, *draw.sample(self.agents, 2), number)
            for number in range(num_tasks)
            for asker in [self.agents[number % len(self.agents)]]
        ]

        def one(task: tuple[RunningAgent, RunningAgent, RunningAgent, int]) -> float:
            asker, first, second, number = task
            provider = second if first is asker else first
            answer = asker.client.ask(provider.record.peer_id, "echo", {"number": number}, 30.0)
            assert (answer.status, answer.output, answer.provider) == ("completed", {"number": number}, provider.record.peer_id), answer
            return answer.latency_ms

        with ThreadPoolExecutor(NUM_ASKING) as threads:
            return list(threads.map(one, tasks))

    def resident_mb(self) -> float:
        """The memory of all agents together."""
        return sum(psutil.Process(agent.pid).memory_info().rss for agent in self.agents) / 1e6


@contextmanager
def swarm(folder: Path, num_agents: int) -> Iterator[Swarm]:
    """Agents that are started all at once, and gone afterwards."""
    environment = {**os.environ, "P2P_AGENT_INTERFACES": "127.0.0.1", "P2P_AGENT_NETWORK": f"swarm-{uuid.uuid4().hex[:8]}"}
    homes = [AgentHome.at(folder / f"{index:02}") for index in range(num_agents)]
    for home in homes:
        home.prepare()
    ids = [load_or_create_identity(home.path, None).peer_id for home in homes]
    for home, own_id in zip(homes, ids, strict=True):
        trust = TrustList(home.path / "trust.json")
        for peer in ids:
            if peer != own_id:
                trust.add(peer)
    starting = [fork_agent(home, environment) for home in homes]
    running: list[RunningAgent] = []
    try:
        running.extend(one.wait(300) for one in starting)
        yield Swarm(running, time.monotonic())
    finally:
        with ThreadPoolExecutor(num_agents) as threads:
            list(threads.map(RunningAgent.stop, running))
        for one in starting[len(running) :]:
            one.stop()
