"""One agent's parts, put together."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random

import trio

from core.signing.keys import SigningKey
from p2p.agent.asking.asker import Asker
from p2p.agent.capabilities.assistant import AssistantCapability
from p2p.agent.capabilities.echo import Echo
from p2p.agent.capabilities.inference import Inference
from p2p.agent.capabilities.listing import Listing
from p2p.agent.capabilities.status import Status
from p2p.agent.capabilities.train import TrainCapability
from p2p.agent.computing.child import WorkerChild
from p2p.agent.corpora.consents import Consents
from p2p.agent.corpora.store import CorpusStore
from p2p.agent.execution.executions import Executions
from p2p.agent.execution.result_files import ResultFiles
from p2p.agent.inbox.desk import InboxDesk
from p2p.agent.models.store import ModelStore
from p2p.agent.peers.invitations import Invitations
from p2p.agent.peers.statements import StatementDesk
from p2p.agent.peers.static import StaticPeers
from p2p.agent.settings import AgentSettings
from p2p.agent.storage.home import AgentHome
from p2p.agent.storage.replay_journal import JournalledWindow, current_boot
from p2p.agent.telemetry.metrics import MeasuredTasks, Metrics
from p2p.agent.training.coordinator import Coordinator
from p2p.agent.training.debts import DebtFiles
from p2p.agent.training.participant import Participant
from p2p.agent.training.round import Desk
from p2p.clock import now_ms, now_s
from p2p.host import AgentHost, HostConfig
from p2p.peers import AddressBook
from p2p.protocols.blob import BlobShelf, BlobStore, serve_blobs
from p2p.protocols.bundle import serve_bundles
from p2p.protocols.capability import Capability
from p2p.protocols.ping import serve_pings
from p2p.protocols.task import serve_tasks
from p2p.protocols.train import Credentials
from p2p.trust import TrustList


@dataclass(frozen=True, slots=True)
class Children:
    """The computing processes of one agent: one aggregates, one trains, one predicts; each is started at its first use."""

    worker: WorkerChild
    trainer: WorkerChild
    predictor: WorkerChild


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
    executions: Executions
    window: JournalledWindow
    participant: Participant
    models: ModelStore
    invitations: Invitations
    predictor: WorkerChild
    shelf: BlobShelf
    store: BlobStore
    metrics: Metrics
    statements: StatementDesk
    asker: Asker
    inbox: InboxDesk
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
    # Three processes: a coordinator whose round this agent misses must not end what the agent aggregates itself, and nobody who
    # wants a prediction waits for a training.
    async with WorkerChild(home) as worker, WorkerChild(home) as trainer, WorkerChild(home) as predictor:
        agent = _assemble(home, settings, key, Children(worker, trainer, predictor))
        try:
            yield agent
        finally:
            agent.window.close()


def _assemble(home: AgentHome, settings: AgentSettings, key: SigningKey, children: Children) -> AgentContext:
    trust = TrustList(home.path / "trust.json")
    book = AddressBook(home.path / "peers.json", keep=trust)
    host = AgentHost(
        key, HostConfig(network=settings.network, interfaces=settings.interfaces, port=settings.port), book, trust.__contains__
    )
    window = JournalledWindow(home.replay, now_ms(), current_boot())
    credentials = Credentials(key, trust.__contains__, window)
    serve_pings(host)
    shelf, store = BlobShelf(), BlobStore(home.blobs)
    serve_blobs(host, shelf)
    corpora = CorpusStore(home)
    participant = Participant(host, home, children.trainer, shelf, store, credentials, Consents(corpora), DebtFiles(home.debts))
    participant.serve()
    models = ModelStore(home.models)
    capabilities = _capabilities(home, models, children.predictor, participant)
    executions = Executions(capabilities, ResultFiles(home.path / "results", now_s()))
    executions.offer(Listing(lambda: executions.capabilities))
    executions.offer(Status(settings.network, executions, training=corpora.entries, model=models.published_sha256))
    metrics = Metrics()
    serve_tasks(
        host, MeasuredTasks(executions, {capability.name for capability in executions.capabilities}, metrics), trust, key=key, window=window
    )
    invitations = Invitations(host, key, trust, home.path / "invitations.json")
    invitations.serve()
    statements = StatementDesk(host, key, trust, home.path)
    statements.serve()
    return AgentContext(
        home=home,
        key=key,
        host=host,
        trust=trust,
        worker=children.worker,
        trainer=children.trainer,
        coordinator=Coordinator(Desk(host, book, home, children.worker, shelf, store), credentials),
        static_peers=StaticPeers(host, home.path / "static_peers.json", settings.static_peers),
        executions=executions,
        asker=Asker(host, key, trust, Random()),
        window=window,
        participant=participant,
        models=models,
        invitations=invitations,
        predictor=children.predictor,
        shelf=shelf,
        store=store,
        metrics=metrics,
        statements=statements,
        inbox=_inbox(host, home, trust),
    )


def _inbox(host: AgentHost, home: AgentHome, trust: TrustList) -> InboxDesk:
    """Where bundles arrive, if the owner has named a place."""
    inbox = InboxDesk(home.path / "inbox.json", trust)
    serve_bundles(host, inbox)
    return inbox


def _capabilities(home: AgentHome, models: ModelStore, predictor: WorkerChild, participant: Participant) -> list[Capability]:
    """What peers may ask for, but for what tells of these."""
    return [Echo(), Inference(models, predictor), AssistantCapability(predictor), TrainCapability(home, participant)]
