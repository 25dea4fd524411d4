"""DiLoCo: many local steps, then one step of Nesterov momentum along the mean update."""

import numpy as np

from learning.arrays import Float32Array
from learning.plan import TrainingPlan
from learning.strategies.fedavg import apply_fedavg
from learning.strategies.fedavgm import FedAvgM
from learning.strategies.strategy import Contribution, State, Step


class DiLoCo(FedAvgM):
    """v ← momentum·v + Δ; w ← w + lr·(Δ + momentum·v), Δ as in FedAvg; the paper's are momentum 0.9, lr 0.7.

    The inner part is the plan's local training: `num_steps` H with `optimiser` adamw. Its moments start at zero in every round, where
    the paper's workers keep theirs (decision 60).

    Shapes: w, v, Δ [parameters]; state: `momentum`, v, at first 0.
    Source: Douillard et al. 2023, arXiv:2311.08105, Algorithm 1; the update rule of torch.optim.SGD(nesterov=True).
    """

    def step(
        self, weights_P: Float32Array, mean_P: Float32Array, included: tuple[Contribution, ...], state: State, plan: TrainingPlan
    ) -> Step:
        """Along the update and the momentum that it leads to."""
        factor = plan.strategy.momentum
        momentum_P = np.multiply(state["momentum"], factor, dtype=np.float32) + mean_P
        ahead_P = mean_P + np.multiply(momentum_P, factor, dtype=np.float32)
        return Step(apply_fedavg(weights_P, ahead_P, plan.strategy), {"momentum": momentum_P})
