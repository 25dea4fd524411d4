"""What every gate over agents does: the agents start, find each other and train, to the bits of the simulated twin."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from pydantic import JsonValue

from core.ids import PeerId
from core.units import format_bytes
from learning.plan import TrainingPlan
from p2p.agent.training.sessions import SessionReport
from tasks.agents.network import AgentNetwork, discover_agents, start_agents
from tasks.agents.training import share_out, train_over_agents
from tasks.computing.computations import SharedOut, Simulated, Skew
from tasks.errors import TwinDiffersError
from tasks.gate.progress import show_rounds
from tasks.gate.steps import StepLog


@dataclass(frozen=True, slots=True)
class Introduced:
    """Agents that know each other, the coordinator first, and how the examples are shared among the participants."""

    peers: tuple[PeerId, ...]
    shared: SharedOut


@dataclass(slots=True, kw_only=True)
class RunOverAgents:
    """What a gate's run knows so far of its agents: the finished sessions and their simulated twins are by method."""

    introduced: Introduced | None = None
    sessions: dict[str, SessionReport] = field(default_factory=dict[str, SessionReport])
    twins: dict[str, Simulated] = field(default_factory=dict[str, Simulated])

    def take_twins(self, simulated: Iterable[Simulated]) -> None:
        """Keep the twins of the sessions, in the sessions' order, and compare the weights.

        Errors: TwinDiffersError (tasks.twin.differs).
        """
        self.twins = dict(zip(self.sessions, simulated, strict=True))
        for method, twin in self.twins.items():
            check_twin(method, self.sessions[method], twin)

    def network_fields(self) -> dict[str, JsonValue]:
        """`peers`, and `transport` where every session's updates went over streams; of those steps that were reached."""
        found: dict[str, JsonValue] = {"peers": list(self.introduced.peers)} if self.introduced else {}
        return found | ({"transport": "libp2p"} if self.sessions and all(map(is_over_streams, self.sessions.values())) else {})

    def agents_fields(self, seed: int, details: Callable[[SessionReport, Simulated], dict[str, JsonValue]]) -> dict[str, JsonValue]:
        """`agents`: the seed that they trained, and each method beside its twin with the gate's own `details`; once the twins are known."""
        methods = {name: _beside_twin(self.sessions[name], twin) | details(self.sessions[name], twin) for name, twin in self.twins.items()}
        return {"agents": {"seed": seed, **methods}} if methods else {}


def check_twin(method: str, session: SessionReport, twin: Simulated) -> None:
    """Return where the session ended in its twin's weights.

    Errors: TwinDiffersError (tasks.twin.differs).
    """
    if session.weights_sha256 != twin.weights_sha256:
        raise TwinDiffersError(f"{method}: the agents' weights are not the twin's", agents=session.weights_sha256, twin=twin.weights_sha256)


def introduce(log: StepLog, network: AgentNetwork, skew: Skew, seed: int) -> Introduced:
    """The steps `agents` and `discovery`.

    Errors: AgentStartFailedError (p2p.agent.start_failed), DiscoveryIncompleteError (tasks.discovery.incomplete).
    """
    with log.step("agents") as step:
        shared = share_out(network, skew, seed)
        peers = start_agents(network)
        step.detail = f"{len(peers)} agents ready; mean label total-variation distance {shared.label_total_variation:.3f}"
    with log.step("discovery") as step:
        step.detail = f"{len(peers)} agents know each other {discover_agents(network):.2f} s after the last was ready"
    return Introduced(peers, shared)


def train_over(
    log: StepLog, network: AgentNetwork, plan: TrainingPlan, corpus: str, round_timeout_s: float, *, name: str = ""
) -> SessionReport:
    """The step `train_<codec>`, or the one that is named: one session over the agents, with its progress on the terminal.

    Errors: SessionFailedError (tasks.session.failed).
    """
    with log.step(f"train_{name or plan.codec}") as step, show_rounds(name or plan.codec, plan.num_rounds) as on_progress:
        session = train_over_agents(network, plan, corpus, round_timeout_s, on_progress)
        step.detail = session_detail(session)
    return session


def is_over_streams(session: SessionReport) -> bool:
    """Whether every round's updates went over streams, which carry more than the updates alone."""
    return all(one.stream_bytes >= one.uplink_bytes > 0 for one in session.rounds)


def session_detail(session: SessionReport) -> str:
    """One line on a finished session."""
    sent, carried = format_bytes(session.uplink_bytes), format_bytes(session.stream_bytes)
    excluded = f", {session.num_missing} updates missing" if session.num_missing else ""
    return f"{len(session.rounds)} rounds, {sent} of updates in {carried} on the streams{excluded}, weights {(session.weights_sha256 or '')[:12]}"


def _beside_twin(session: SessionReport, twin: Simulated) -> dict[str, JsonValue]:
    """The twin's figures are the session's where their weights are the same."""
    return {
        "weights_sha256": session.weights_sha256,
        "twin_weights_sha256": twin.weights_sha256,
        "accuracy": twin.figures.accuracy,
        "uplink_bytes": session.uplink_bytes,
    }
