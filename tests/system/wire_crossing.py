"""Strategies crossed with codecs over six agents, one of them killed in mid-round where asked for."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from learning.plan import TrainingPlan, parse_plan
from p2p.agent.training.sessions import SessionReport
from tests.learning.digits_as_mnist import digits_as_mnist
from tests.system.agents import PATIENCE_S, AgentNetwork, deal, digit_shards

NUM_AGENTS = 6
NUM_ROUNDS = 4
CODECS = ("fp32", "int8", "topk2b-3pct")
STRATEGIES: dict[str, dict[str, object]] = {
    "fedavg": {},
    "fedadam": {"server_learning_rate": 0.01},
    "qffl": {"q": 2.0},
    "diloco": {"server_learning_rate": 0.7},
}
SMALL, LARGE = (64, 256, 10), (784, 128, 10)
"""Layers: plain descent trains the first one by its weights, or by the inner products of a client's examples."""
_SGD = {"epochs": 20, "batch_size": 16, "learning_rate": 0.01}
_ADAMW = {"num_steps": 380, "batch_size": 16, "learning_rate": 0.001, "optimiser": "adamw"}
"""As many steps for everybody."""


@dataclass(frozen=True)
class Kill:
    """Who is killed in that round, once the updates of so many others are counted."""

    client: int
    round_index: int
    num_counted: int


@contextmanager
def network_for(layer_sizes: tuple[int, ...], folder: Path) -> Iterator[AgentNetwork]:
    """Six agents whose digits are of that many pixels."""
    network = AgentNetwork(folder, digit_shards(NUM_AGENTS) if layer_sizes == SMALL else deal(digits_as_mnist(), NUM_AGENTS))
    try:
        yield network
    finally:
        network.stop()


def plan_for(strategy: str, codec: str, seed: int, layer_sizes: tuple[int, ...] = SMALL) -> TrainingPlan:
    """Six readers of digits, all asked in every round."""
    return parse_plan(
        {
            "model": {"kind": "mlp", "layer_sizes": layer_sizes},
            "local": _ADAMW if strategy == "diloco" else _SGD,
            "codec": codec,
            "strategy": {"name": strategy, **STRATEGIES[strategy]},
            "num_rounds": NUM_ROUNDS,
            "num_clients": NUM_AGENTS,
            "clients_per_round": NUM_AGENTS,
            "min_clients": 1,
            "seed": seed,
        }
    )


def cross(network: AgentNetwork, plan: TrainingPlan, kill: Kill | None = None) -> SessionReport:
    """A session to its end, which must be that of the twin: a simulation in a process of its own that replays who took part.

    Who is killed is out of that round alone: it and the client after it are held in the round, which does not end before the agent has
    been started again.
    """
    with ExitStack() as held:
        if kill is not None:
            held.enter_context(network.held(kill.client, (kill.client + 1) % NUM_AGENTS, in_round=kill.round_index))

        def kill_and_mend(session_id: str) -> None:
            assert kill is not None
            network.await_report(session_id, lambda report: is_in_the_middle(report, kill))
            victim = network.participants[kill.client].process
            victim.kill()
            victim.wait()
            network.mend(kill.client)
            held.close()

        report = network.run(plan, round_timeout_s=PATIENCE_S, during=kill_and_mend if kill else None)
    missing = [
        (index, client) for index, clients in enumerate(report.participation) for client in range(NUM_AGENTS) if client not in clients
    ]
    assert (report.status, len(report.rounds)) == ("completed", NUM_ROUNDS), report
    assert missing == ([(kill.round_index, kill.client)] if kill else [])
    assert report.weights_sha256 == network.twin_sha256(report)
    return report


def is_in_the_middle(report: SessionReport, kill: Kill) -> bool:
    """Whether the round has begun in which somebody is killed, and so many updates are counted."""
    current = report.current
    return current is not None and current.round_index == kill.round_index and len(current.included) >= kill.num_counted
