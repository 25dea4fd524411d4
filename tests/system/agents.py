"""A coordinator and participants as processes, with the real digits."""

import hashlib
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from learning.examples import Examples, pack_examples
from learning.plan import TrainingPlan
from p2p.agent.computing.environment import compute_process_environment
from p2p.agent.corpora.store import FOR_GATES, CorpusStore
from p2p.agent.launch import RunningAgent
from p2p.agent.storage.home import AgentHome
from p2p.agent.training.sessions import SessionReport, SessionRequest
from tests.p2p.agent.forks import start_fork
from tests.system.held_agent import HELD, WAITING

ROOT = Path(__file__).resolve().parents[2]
NUM_PARTICIPANTS = 3
PATIENCE_S = 90.0
HELD_AGENT = str(Path(__file__).with_name("held_agent.py"))

TWIN = """
import sys
from pathlib import Path
from learning.examples import unpack_examples
from learning.simulation import simulate
from learning.weights import weights_sha256
from p2p.agent.training.sessions import SessionReport
folder = Path(sys.argv[1])
report = SessionReport.model_validate_json((folder / "report.json").read_bytes())
shards = [unpack_examples((folder / f"shard-{client}").read_bytes()) for client in range(report.plan.num_clients)]
print(weights_sha256(simulate(report.plan, shards, report.participation).weights_P))
"""


def digit_shards(num_clients: int) -> list[Examples]:
    """The real digits, dealt out like cards."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    features_NF, labels_N = (digits.data / 16).astype("float32"), digits.target.astype("int64")
    return deal(Examples(features_NF, labels_N), num_clients)


def deal(examples: Examples, num_clients: int) -> list[Examples]:
    """One to each in turn."""
    return [
        Examples(examples.features_NF[client::num_clients].copy(), examples.labels_N[client::num_clients].copy())
        for client in range(num_clients)
    ]


class AgentNetwork:
    """The agents of one test module; a participant that was ended is started again by `mend`."""

    def __init__(self, folder: Path, shards: list[Examples]) -> None:
        self.folder = folder
        self.shards = shards
        self._waiting: list[Path] = []
        self._twins: dict[tuple[str, tuple[tuple[int, ...], ...]], str] = {}
        self.environment = {**os.environ, "P2P_AGENT_INTERFACES": "127.0.0.1", "P2P_AGENT_NETWORK": f"system-{uuid.uuid4().hex[:8]}"}
        self.coordinator = self.start("coordinator")
        self.participants = [self.start(f"p{client}") for client in range(len(shards))]
        for participant, shard in zip(self.participants, shards, strict=True):
            data = pack_examples(shard.features_NF, shard.labels_N, shard.prefix)
            participant.home.corpus_path("digits").write_bytes(data)
            CorpusStore(participant.home).note_import("digits", hashlib.sha256(data).hexdigest(), 0, grant=FOR_GATES)
            self.introduce(participant)
            participant.client.trust_add(self.coordinator.record.peer_id)
            self.coordinator.client.trust_add(participant.record.peer_id)

    def start(self, name: str) -> RunningAgent:
        return start_fork(AgentHome.at(self.folder / name), self.environment, HELD_AGENT)

    @contextmanager
    def held(self, *clients: int, in_round: int) -> Iterator[None]:
        """These participants begin that round, of whatever session, only afterwards: it cannot be over before."""
        homes = [self.participants[client].home.path for client in clients]
        for home in homes:
            (home / f"{WAITING}{in_round}").unlink(missing_ok=True)
            (home / f"{HELD}{in_round}").touch()
        self._waiting = [home / f"{WAITING}{in_round}" for home in homes]
        try:
            yield
        finally:
            for home in homes:
                (home / f"{HELD}{in_round}").unlink()

    def await_round(self, session_id: str, round_index: int) -> None:
        """Wait until that round has begun for the coordinator and for whoever is held in it."""
        self.await_report(
            session_id,
            lambda report: (
                report.current is not None
                and report.current.round_index == round_index
                and all(mark.name == f"{WAITING}{round_index}" and mark.exists() for mark in self._waiting)
            ),
        )

    def introduce(self, participant: RunningAgent) -> None:
        self.coordinator.client.connect(participant.record.peer_id, participant.record.addresses)

    def mend(self, client: int) -> None:
        """Start a participant that has ended again, in its old home."""
        self.participants[client] = self.start(f"p{client}")
        self.introduce(self.participants[client])

    def run(self, plan: TrainingPlan, round_timeout_s: float = 30.0, during: Callable[[str], None] | None = None) -> SessionReport:
        """A session with all participants, to its end; `during` is called with its id once it has started."""
        peers = tuple(participant.record.peer_id for participant in self.participants)
        request = SessionRequest(plan=plan, participants=peers, corpus="digits", round_timeout_s=round_timeout_s)
        session_id = self.coordinator.client.start_session(request)
        if during is not None:
            during(session_id)
        return self.await_report(session_id, lambda report: report.status != "running")

    def await_report(self, session_id: str, is_enough: Callable[[SessionReport], bool]) -> SessionReport:
        """The session's report as soon as it is enough."""
        give_up = time.monotonic() + PATIENCE_S
        while not is_enough(report := self.coordinator.client.session(session_id)):
            assert time.monotonic() < give_up, report
            time.sleep(0.03)
        return report

    def twin_sha256(self, report: SessionReport) -> str:
        """The hash of the weights that the simulation ends in, given who took part; the same question is simulated once."""
        asked = (report.plan.model_dump_json(), report.participation)
        if asked not in self._twins:
            self._twins[asked] = self._simulated_sha256(report)
        return self._twins[asked]

    def _simulated_sha256(self, report: SessionReport) -> str:
        """As a process of its own finds it."""
        folder = self.folder / "twin"
        folder.mkdir(exist_ok=True)
        (folder / "report.json").write_text(report.model_dump_json())
        for client, shard in enumerate(self.shards):
            (folder / f"shard-{client}").write_bytes(pack_examples(shard.features_NF, shard.labels_N, shard.prefix))
        environment = {**compute_process_environment(), "PYTHONPATH": str(ROOT)}
        said = subprocess.run([sys.executable, "-c", TWIN, str(folder)], env=environment, capture_output=True, text=True, check=True)
        return said.stdout.strip()

    def stop(self) -> None:
        for agent in (self.coordinator, *self.participants):
            agent.stop()
