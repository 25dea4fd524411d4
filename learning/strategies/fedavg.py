"""Federated averaging: a step along the mean update."""

import numpy as np

from learning.arrays import Float32Array
from learning.plan import Strategy, TrainingPlan
from learning.strategies.strategy import Contribution, Share, State, Step


class FedAvg:
    """w ← w + lr·Δ, Δ the mean of the updates, weighted by examples; keeps nothing. See `ServerStrategy`.

    Shapes: w, Δ [parameters].
    Source: McMahan et al. 2017, arXiv:1602.05629, Algorithm 1 (learning rate 1).
    """

    needs_global_loss = False
    weighs_updates = False

    def initial_state(self, plan: TrainingPlan) -> State:
        """Nothing."""
        return {}

    def share(self, update_P: Float32Array, contribution: Contribution, state: State, plan: TrainingPlan) -> Share:
        """As much as the client has examples."""
        num_examples = float(contribution.num_examples)
        return Share(num_examples, num_examples)

    def step(
        self, weights_P: Float32Array, mean_P: Float32Array, included: tuple[Contribution, ...], state: State, plan: TrainingPlan
    ) -> Step:
        """Along the mean update."""
        return Step(apply_fedavg(weights_P, mean_P, plan.strategy), state)


def apply_fedavg(weights_P: Float32Array, mean_update_P: Float32Array, strategy: Strategy) -> Float32Array:
    """The global weights moved by the mean update, times the server's learning rate.

    Shapes: all [parameters].
    Source: McMahan et al. 2017, arXiv:1602.05629, Algorithm 1 (learning rate 1); Reddi et al. 2021, arXiv:2003.00295.
    """
    if strategy.server_learning_rate == 1:
        return weights_P + mean_update_P
    return weights_P + np.multiply(mean_update_P, strategy.server_learning_rate, dtype=np.float32)
