"""Strategies crossed with codecs over six agents, one of them killed in mid-round where asked for."""

import signal
from dataclasses import dataclass

from learning.plan import TrainingPlan, parse_plan
from p2p.agent.sessions import SessionReport
from tests.system.agents import AgentNetwork

NUM_AGENTS = 6
NUM_ROUNDS = 6
CODECS = ("fp32", "int8", "topk2b-3pct")
STRATEGIES: dict[str, dict[str, object]] = {
    "fedavg": {},
    "fedadam": {"server_learning_rate": 0.01},
    "qffl": {"q": 2.0},
    "diloco": {"server_learning_rate": 0.7},
}
_SGD = {"epochs": 20, "batch_size": 16, "learning_rate": 0.01}
_ADAMW = {"num_steps": 380, "batch_size": 16, "learning_rate": 0.001, "optimiser": "adamw"}
"""As many steps for everybody."""


@dataclass(frozen=True)
class Kill:
    """Who is killed in which round, once the updates of so many others are counted; it is started again at once."""

    client: int
    round_index: int
    num_counted: int


def plan_for(strategy: str, codec: str, seed: int) -> TrainingPlan:
    """Six readers of digits, all asked in every round."""
    return parse_plan(
        {
            "model": {"kind": "mlp", "layer_sizes": [64, 256, 10]},
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

    Who is killed is stopped first, so that it cannot be done before; it is out of that round, and in again at the end.
    """

    def kill_and_mend(session_id: str) -> None:
        assert kill is not None
        network.await_report(session_id, lambda report: report.current is not None and report.current.round_index == kill.round_index)
        agent = network.participants[kill.client]
        agent.process.send_signal(signal.SIGSTOP)
        network.await_report(session_id, lambda report: report.current is None or len(report.current.included) >= kill.num_counted)
        agent.process.kill()
        agent.process.wait()
        network.mend(kill.client)

    report = network.run(plan, during=kill_and_mend if kill else None)
    missing = [set(range(NUM_AGENTS)) - set(clients) for clients in report.participation]
    assert (report.status, len(missing)) == ("completed", NUM_ROUNDS), report
    assert all(clients <= ({kill.client} if kill else set()) for clients in missing), missing
    assert (missing[kill.round_index], missing[-1]) == ({kill.client}, set()) if kill else not any(missing), missing
    assert report.weights_sha256 == network.twin_sha256(report), missing
    return report
