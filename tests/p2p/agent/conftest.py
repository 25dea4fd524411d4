"""Small trainings and agents: whole ones as processes, and their parts in the test's own process."""

import hashlib
import os
import uuid
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import numpy as np
import pytest
import trio

from core.signing.keys import SigningKey
from learning.examples import Examples, pack_examples
from learning.kernels.registry import initial_weights
from learning.plan import ModelSpec, parse_plan
from learning.weights import pack_weights, weights_sha256
from p2p.agent.context import assembled
from p2p.agent.corpora.store import FOR_GATES, ConsentGrant, CorpusStore
from p2p.agent.launch import start_agent
from p2p.agent.models.card import ModelCard
from p2p.agent.models.store import ModelStore
from p2p.agent.settings import AgentSettings
from p2p.agent.storage.home import AgentHome


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs the shared agents runs in one worker process, so that each is started once."""
    for item in items:
        names = getattr(item, "fixturenames", ())
        if item.path.is_relative_to(Path(__file__).parent) and {"agent", "running_pair"}.intersection(names):
            item.add_marker(pytest.mark.xdist_group("shared-agents"))


@pytest.fixture
def network() -> str:
    """A network name that no other test uses."""
    return f"test-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def home(tmp_path: Path) -> AgentHome:
    """An empty home, made ready."""
    made = AgentHome.at(tmp_path / "home")
    made.prepare()
    return made


@pytest.fixture
def make_plan():
    """A plan for a tiny model; every field can be replaced."""

    def make(**fields):
        base = {
            "model": {"kind": "mlp", "layer_sizes": [8, 16, 3]},
            "local": {"epochs": 1, "batch_size": 8, "learning_rate": 0.1},
            "codec": "fp32",
            "strategy": {"name": "fedavg"},
            "num_rounds": 2,
            "num_clients": 2,
            "clients_per_round": fields.get("num_clients", 2),
            "min_clients": 1,
            "seed": 7,
        }
        return parse_plan({**base, **fields})

    return make


@pytest.fixture
def make_shards():
    """Random but learnable examples, one set a client."""

    def make(num_clients: int, num_examples: int = 40) -> list[Examples]:
        random = np.random.default_rng(3)
        centres = random.normal(size=(3, 8)).astype(np.float32)
        shards = []
        for _ in range(num_clients):
            labels = random.integers(0, 3, num_examples)
            noise = random.normal(scale=0.3, size=(num_examples, 8))
            shards.append(Examples((centres[labels] + noise).astype(np.float32), labels))
        return shards

    return make


@pytest.fixture
def put_corpus():
    """Put examples into a home as a corpus that every trusted peer may train on."""

    def put(home: AgentHome, examples: Examples, name: str = "blobs", grant: ConsentGrant | None = FOR_GATES) -> None:
        data = pack_examples(examples.features_NF, examples.labels_N)
        home.corpus_path(name).write_bytes(data)
        CorpusStore(home).note_import(name, hashlib.sha256(data).hexdigest(), 0, grant=grant)

    return put


@pytest.fixture
def agent_here(tmp_path: Path, network: str):
    """An agent without its local API, in this process."""

    @asynccontextmanager
    async def run(name: str):
        home = AgentHome.at(tmp_path / name)
        home.prepare()
        settings = AgentSettings(home=home.path, interfaces=("127.0.0.1",), network=network)
        async with assembled(home, settings, SigningKey.generate()) as agent, agent.host.run():
            yield agent

    return run


@pytest.fixture
def agents_here(agent_here):
    """A coordinator and participants in this process, introduced to each other."""

    @asynccontextmanager
    async def run(num_participants: int):
        async with AsyncExitStack() as stack:
            coordinator = await stack.enter_async_context(agent_here("coordinator"))
            participants = [await stack.enter_async_context(agent_here(f"p{index}")) for index in range(num_participants)]
            for participant in participants:
                coordinator.trust.add(participant.key.peer_id)
                participant.trust.add(coordinator.key.peer_id)
                await coordinator.host.connect(participant.key.peer_id, participant.host.addresses)
            yield coordinator, participants

    return run


@pytest.fixture
def ended():
    """Wait for the end of a session and return its report."""

    async def wait(coordinator, session_id: str):
        while (report := coordinator.report(session_id)).status == "running":
            await trio.sleep(0.02)
        return report

    return wait


@pytest.fixture
def environment(network: str) -> dict[str, str]:
    """The environment of an agent process of this test."""
    return {**os.environ, "P2P_AGENT_INTERFACES": "127.0.0.1", "P2P_AGENT_NETWORK": network}


@pytest.fixture
def start(tmp_path: Path, environment: dict[str, str]):
    """Start agents as processes; all are ended after the test."""
    running = []

    def start_one(name: str = "agent", leash: bool = True, **more: str):
        agent = start_agent(AgentHome.at(tmp_path / name), environment={**environment, **more}, leash=leash)
        running.append(agent)
        return agent

    yield start_one
    for agent in running:
        agent.stop()


@pytest.fixture(scope="session")
def agent(tmp_path_factory):
    """An agent that all tests share: what they put into it has a name of its own."""
    environment = {**os.environ, "P2P_AGENT_INTERFACES": "127.0.0.1", "P2P_AGENT_NETWORK": f"api-{os.getpid()}"}
    running = start_agent(AgentHome.at(tmp_path_factory.mktemp("api")), environment=environment, leash=True)
    yield running
    running.stop()


@pytest.fixture
def http(agent):
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(agent.home.socket_path)), base_url="http://agent", timeout=20) as client:
        yield client


@pytest.fixture(scope="session")
def running_pair(tmp_path_factory):
    """Two agents of one network that all tests share."""
    environment = {**os.environ, "P2P_AGENT_INTERFACES": "127.0.0.1", "P2P_AGENT_NETWORK": f"client-{os.getpid()}"}
    homes = [AgentHome.at(tmp_path_factory.mktemp(name)) for name in ("a", "b")]
    agents = [start_agent(home, environment=environment, leash=True) for home in homes]
    yield agents
    for agent in agents:
        agent.stop()


@pytest.fixture
def pair(running_pair):
    """Two agents that are connected and trust nobody, whatever an earlier test left."""
    for agent in running_pair:
        for peer in agent.client.trust_list():
            agent.client.trust_remove(peer)
    a, b = running_pair
    a.client.connect(b.record.peer_id, b.record.addresses)
    return running_pair


@pytest.fixture
def make_card():
    """The card of a tiny model and its weights' bytes; every field of the card can be replaced."""

    def make(seed: int = 0, **fields):
        spec = ModelSpec(kind="mlp", layer_sizes=(3, 4, 2))
        weights = initial_weights(spec, seed)
        base = {
            "name": "tiny",
            "weights_sha256": weights_sha256(weights),
            "architecture": spec,
            "terms": {"features": ["length", "width", "height"], "classes": ["cat", "dog"]},
            "created_at": "2026-01-01T00:00:00Z",
            "licence": "Apache-2.0",
        }
        return ModelCard.model_validate({**base, **fields}), pack_weights(weights, spec)

    return make


@pytest.fixture
def publish(tmp_path: Path, make_card):
    """Publish a tiny model in a home and return its card."""

    def put(home: AgentHome, seed: int = 0, **fields) -> ModelCard:
        card, data = make_card(seed, **fields)
        source = tmp_path / f"published-{seed}"
        source.write_bytes(data)
        return ModelStore(home.models).publish(source, card).card

    return put
