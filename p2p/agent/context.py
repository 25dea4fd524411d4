"""One agent's parts, put together."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random

import trio

from core.signing.keys import SigningKey
from p2p.agent.asking import Asker
from p2p.agent.capabilities.echo import Echo
from p2p.agent.capabilities.listing import Listing
from p2p.agent.capabilities.status import Status
from p2p.agent.child import WorkerChild
from p2p.agent.coordinator import Coordinator
from p2p.agent.execution.executions import Executions
from p2p.agent.execution.result_files import ResultFiles
from p2p.agent.home import AgentHome
from p2p.agent.participant import Participant
from p2p.agent.round import Desk
from p2p.agent.settings import AgentSettings
from p2p.clock import now_s
from p2p.host import AgentHost, HostConfig
from p2p.peers import AddressBook, TrustList
from p2p.protocols.blob import BlobShelf, BlobStore, serve_blobs
from p2p.protocols.task import serve_tasks
from p2p.protocols.train import Credentials
from p2p.wire.signing import ReplayWindow


@dataclass(frozen=True, slots=True)
class AgentContext:
    """What the local API acts upon; `worker` aggregates for the agent's own sessions, `trainer` trains in those of others."""

    home: AgentHome
    key: SigningKey
    host: AgentHost
    trust: TrustList
    worker: WorkerChild
    trainer: WorkerChild
    coordinator: Coordinator
    executions: Executions
    asker: Asker
    stopping: trio.Event = field(default_factory=trio.Event)

    @property
    def worker_pid(self) -> int | None:
        """The computing process that the agent has, the coordinator's where it has both."""
        return self.worker.pid or self.trainer.pid


@asynccontextmanager
async def assembled(home: AgentHome, settings: AgentSettings, key: SigningKey) -> AsyncGenerator[AgentContext]:
    """An agent whose host, once it runs, serves tasks, blobs and training; its computing processes end with the block."""
    # Two processes: a coordinator whose round this agent misses must not end what the agent aggregates itself.
    async with WorkerChild(home) as worker, WorkerChild(home) as trainer:
        yield _assemble(home, settings, key, worker, trainer)


def _assemble(home: AgentHome, settings: AgentSettings, key: SigningKey, worker: WorkerChild, trainer: WorkerChild) -> AgentContext:
    trust = TrustList(home.path / "trust.json")
    book = AddressBook(home.path / "peers.json", keep=trust)
    host = AgentHost(key, HostConfig(network=settings.network, interfaces=settings.interfaces), book, trust.__contains__)
    window = ReplayWindow()
    credentials = Credentials(key, trust.__contains__, window)
    executions = Executions([Echo()], ResultFiles(home.path / "results", now_s()))
    executions.offer(Listing(lambda: executions.capabilities))
    executions.offer(Status(settings.network, executions))
    serve_tasks(host, executions, trust, key=key, window=window)
    shelf, store = BlobShelf(), BlobStore(home.blobs)
    serve_blobs(host, shelf)
    Participant(host, home, trainer, shelf, store, credentials).serve()
    coordinator = Coordinator(Desk(host, home, worker, shelf, store), credentials)
    return AgentContext(home, key, host, trust, worker, trainer, coordinator, executions, Asker(host, key, trust, Random()))
