"""FedAvgM: federated averaging with momentum on the server."""

import numpy as np

from learning.arrays import Float32Array
from learning.plan import TrainingPlan
from learning.strategies.fedavg import FedAvg, apply_fedavg
from learning.strategies.strategy import Contribution, State, Step


class FedAvgM(FedAvg):
    """v ← momentum·v + Δ; w ← w + lr·v, Δ as in FedAvg.

    Shapes: w, v, Δ [parameters]; state: `momentum`, v, at first 0.
    Source: Hsu, Qi, Brown 2019, arXiv:1909.06335, section 4.3.
    """

    def initial_state(self, plan: TrainingPlan) -> State:
        """No momentum yet."""
        return {"momentum": np.zeros(plan.model.num_parameters, dtype=np.float32)}

    def step(
        self, weights_P: Float32Array, mean_P: Float32Array, included: tuple[Contribution, ...], state: State, plan: TrainingPlan
    ) -> Step:
        """Along the momentum."""
        momentum_P = np.multiply(state["momentum"], plan.strategy.momentum, dtype=np.float32) + mean_P
        return Step(apply_fedavg(weights_P, momentum_P, plan.strategy), {"momentum": momentum_P})
