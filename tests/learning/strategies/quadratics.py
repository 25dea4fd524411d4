"""Clients whose losses are parabolas: every optimum is known, and a round goes through the whole of the server's part."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from learning.codecs.registry import codec_named
from learning.plan import TrainingPlan, parse_plan
from learning.server import RoundAggregator
from learning.strategies.strategy import State

LEARNING_RATE = 0.1


@dataclass(frozen=True)
class Client:
    """The loss curvature/2·‖w − centre‖² over so many examples."""

    centre: tuple[float, float]
    curvature: float = 1.0
    num_examples: int = 1

    def loss(self, weights_P) -> float:
        return float(self.curvature / 2 * np.sum(np.square(np.asarray(weights_P, np.float64) - self.centre)))

    def update(self, weights_P):
        """One step down the gradient."""
        return (-LEARNING_RATE * self.curvature * (weights_P.astype(np.float64) - self.centre)).astype(np.float32)


def plan_of(strategy: dict, num_clients: int, num_rounds: int = 1) -> TrainingPlan:
    """A plan of two parameters."""
    return parse_plan(
        {
            "model": {"kind": "mlp", "layer_sizes": [1, 1]},
            "local": {"num_steps": 1, "batch_size": 1, "learning_rate": LEARNING_RATE},
            "codec": "fp32",
            "strategy": strategy,
            "num_rounds": num_rounds,
            "num_clients": num_clients,
            "clients_per_round": num_clients,
            "min_clients": 1,
            "seed": 0,
        }
    )


def one_round(plan: TrainingPlan, clients: Sequence[Client], weights_P, state: State | None, order: Sequence[int] | None = None):
    """The weights and the state after a round; the updates arrive in `order`."""
    aggregator = RoundAggregator(plan, weights_P, state)
    for client in order if order is not None else range(len(clients)):
        payload = codec_named("fp32").encode(clients[client].update(weights_P), lambda: np.random.default_rng(0), None).payload
        aggregator.add(client, payload, clients[client].num_examples, clients[client].loss(weights_P))
    return aggregator.finish(), aggregator.state


def train(
    strategy: dict, clients: Sequence[Client], num_rounds: int, between: Callable[[State, TrainingPlan], State] = lambda state, _: state
):
    """The weights after so many rounds from nought; the state goes through `between` from each round to the next."""
    plan = plan_of(strategy, len(clients), num_rounds)
    weights_P, state = np.zeros(2, np.float32), None
    for _ in range(num_rounds):
        weights_P, state = one_round(plan, clients, weights_P, state)
        state = between(state, plan)
    return weights_P
