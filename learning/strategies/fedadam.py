"""FedAdam: Adam on the server, with the mean update as its gradient."""

import numpy as np

from learning.arrays import Float32Array, Float64Array
from learning.plan import TrainingPlan
from learning.strategies.fedavg import FedAvg
from learning.strategies.strategy import Contribution, State, Step


class FedAdam(FedAvg):
    """m ← β₁·m + (1 − β₁)·Δ; v ← β₂·v + (1 − β₂)·Δ²; w ← w + lr·m / (√v + τ), Δ as in FedAvg; no correction of the bias.

    Shapes: w, m, v, Δ [parameters]; state: `first`, m, at first 0; `second`, v, at first τ².
    Units: τ, the adaptivity, is of the size of an update: a coordinate whose updates are far below it moves in proportion to them.
    Source: Reddi et al. 2021, arXiv:2003.00295, Algorithm 2.
    """

    def initial_state(self, plan: TrainingPlan) -> State:
        """No direction yet, and the adaptivity's own variance."""
        num_parameters = plan.model.num_parameters
        return {
            "first": np.zeros(num_parameters, dtype=np.float32),
            "second": np.full(num_parameters, plan.strategy.tau**2, dtype=np.float32),
        }

    def step(
        self, weights_P: Float32Array, mean_P: Float32Array, included: tuple[Contribution, ...], state: State, plan: TrainingPlan
    ) -> Step:
        """Along the mean direction, each coordinate by its own measure."""
        strategy = plan.strategy
        exact_P = mean_P.astype(np.float64)
        first_P = state["first"] * strategy.beta1 + exact_P * (1 - strategy.beta1)
        second_P = self.next_second(state["second"].astype(np.float64), np.square(exact_P), strategy.beta2)
        step_P = strategy.server_learning_rate * first_P / (np.sqrt(second_P) + strategy.tau)
        state = {"first": first_P.astype(np.float32), "second": second_P.astype(np.float32)}
        return Step((weights_P + step_P).astype(np.float32), state)

    def next_second(self, second_P: Float64Array, square_P: Float64Array, beta2: float) -> Float64Array:
        """The next v [P], from v [P] and Δ² [P]."""
        return second_P * beta2 + square_P * (1 - beta2)
