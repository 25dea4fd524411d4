"""One agent's parts, put together."""

from dataclasses import dataclass, field

import trio

from core.signing.keys import SigningKey
from p2p.agent.capabilities.echo import Echo
from p2p.agent.child import WorkerChild
from p2p.agent.coordinator import Coordinator
from p2p.agent.home import AgentHome
from p2p.agent.participant import Participant
from p2p.agent.round import Desk
from p2p.agent.settings import AgentSettings
from p2p.host import AgentHost, HostConfig
from p2p.peers import AddressBook, TrustList
from p2p.protocols.blob import BlobShelf, BlobStore, serve_blobs
from p2p.protocols.task import serve_tasks
from p2p.protocols.train import Credentials
from p2p.wire.signing import ReplayWindow


@dataclass(frozen=True, slots=True)
class AgentContext:
    """What the local API acts upon."""

    home: AgentHome
    key: SigningKey
    host: AgentHost
    trust: TrustList
    worker: WorkerChild
    coordinator: Coordinator
    stopping: trio.Event = field(default_factory=trio.Event)


def assemble(home: AgentHome, settings: AgentSettings, key: SigningKey, worker: WorkerChild) -> AgentContext:
    """An agent whose host, once it runs, serves tasks, blobs and training."""
    book = AddressBook(home.path / "peers.json")
    trust = TrustList(home.path / "trust.json")
    host = AgentHost(key, HostConfig(network=settings.network, interfaces=settings.interfaces), book)
    window = ReplayWindow()
    credentials = Credentials(key, trust.__contains__, window)
    serve_tasks(host, [Echo()], trust, key=key, window=window)
    shelf, store = BlobShelf(), BlobStore(home.blobs)
    serve_blobs(host, shelf)
    Participant(host, home, worker, shelf, store, credentials).serve()
    coordinator = Coordinator(Desk(host, home, worker, shelf, store), credentials)
    return AgentContext(home, key, host, trust, worker, coordinator)
