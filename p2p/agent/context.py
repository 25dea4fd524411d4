"""One agent's parts, put together."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import trio

from core.signing.keys import SigningKey
from p2p.agent.capabilities.echo import Echo
from p2p.agent.child import WorkerChild
from p2p.agent.coordinator import Coordinator
from p2p.agent.home import AgentHome
from p2p.agent.invitations import Invitations
from p2p.agent.participant import Participant
from p2p.agent.round import Desk
from p2p.agent.settings import AgentSettings
from p2p.agent.statements import StatementDesk
from p2p.agent.static_peers import StaticPeers
from p2p.host import AgentHost, HostConfig
from p2p.peers import AddressBook
from p2p.protocols.blob import BlobShelf, BlobStore, serve_blobs
from p2p.protocols.ping import serve_pings
from p2p.protocols.task import serve_tasks
from p2p.protocols.train import Credentials
from p2p.trust import TrustList
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
    static_peers: StaticPeers
    invitations: Invitations
    statements: StatementDesk
    stopping: trio.Event = field(default_factory=trio.Event)

    @property
    def worker_pid(self) -> int | None:
        """The computing process that the agent has, the coordinator's where it has both."""
        return self.worker.pid or self.trainer.pid

    @property
    def background(self) -> tuple[Callable[[], Awaitable[None]], ...]:
        """What runs beside the host for as long as it does."""
        return (self.static_peers.run, self.statements.run)


@asynccontextmanager
async def assembled(home: AgentHome, settings: AgentSettings, key: SigningKey) -> AsyncGenerator[AgentContext]:
    """An agent whose host, once it runs, serves tasks, blobs and training; its computing processes end with the block."""
    # Two processes: a coordinator whose round this agent misses must not end what the agent aggregates itself.
    async with WorkerChild(home) as worker, WorkerChild(home) as trainer:
        yield _assemble(home, settings, key, worker, trainer)


def _assemble(home: AgentHome, settings: AgentSettings, key: SigningKey, worker: WorkerChild, trainer: WorkerChild) -> AgentContext:
    trust = TrustList(home.path / "trust.json")
    book = AddressBook(home.path / "peers.json", keep=trust)
    host = AgentHost(
        key, HostConfig(network=settings.network, interfaces=settings.interfaces, port=settings.port), book, trust.__contains__
    )
    window = ReplayWindow()
    credentials = Credentials(key, trust.__contains__, window)
    serve_pings(host)
    serve_tasks(host, [Echo()], trust, key=key, window=window)
    shelf, store = BlobShelf(), BlobStore(home.blobs)
    serve_blobs(host, shelf)
    Participant(host, home, trainer, shelf, store, credentials).serve()
    coordinator = Coordinator(Desk(host, home, worker, shelf, store), credentials)
    static_peers = StaticPeers(host, home.path / "static_peers.json", settings.static_peers)
    invitations = Invitations(host, key, trust, home.path / "invitations.json")
    invitations.serve()
    statements = StatementDesk(host, key, trust, home.path)
    statements.serve()
    return AgentContext(home, key, host, trust, worker, trainer, coordinator, static_peers, invitations, statements)
