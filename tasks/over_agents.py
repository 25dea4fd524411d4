"""The steps that every gate over agents begins with: the agents start, find each other, and train."""

from dataclasses import dataclass

from core.ids import PeerId
from core.units import format_bytes
from learning.plan import TrainingPlan
from p2p.agent.sessions import SessionReport
from tasks.agents import AgentNetwork, discover_agents, start_agents
from tasks.computations import SharedOut, Skew
from tasks.progress import show_rounds
from tasks.steps import StepLog
from tasks.training import share_out, train_over_agents


@dataclass(frozen=True, slots=True)
class Introduced:
    """Agents that know each other, the coordinator first, and how the examples are shared among the participants."""

    peers: tuple[PeerId, ...]
    shared: SharedOut


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


def train_over(log: StepLog, network: AgentNetwork, plan: TrainingPlan, corpus: str, round_timeout_s: float) -> SessionReport:
    """The step `train_<codec>`: one session over the agents, with its progress on the terminal.

    Errors: SessionFailedError (tasks.session.failed).
    """
    with log.step(f"train_{plan.codec}") as step, show_rounds(plan.codec, plan.num_rounds) as on_progress:
        session = train_over_agents(network, plan, corpus, round_timeout_s, on_progress)
        step.detail = session_detail(session)
    return session


def is_over_streams(session: SessionReport) -> bool:
    """Whether every round's updates went over streams, which carry more than the updates alone."""
    return all(one.stream_bytes >= one.uplink_bytes > 0 for one in session.rounds)


def session_detail(session: SessionReport) -> str:
    """One line on a finished session."""
    out = sum(len(one.out) for one in session.rounds)
    sent = format_bytes(sum(one.uplink_bytes for one in session.rounds))
    carried = format_bytes(sum(one.stream_bytes for one in session.rounds))
    excluded = f", {out} updates missing" if out else ""
    return f"{len(session.rounds)} rounds, {sent} of updates in {carried} on the streams{excluded}, weights {(session.weights_sha256 or '')[:12]}"
