"""Agnostic federated learning: the model that is best for the worst mixture of the clients."""

import numpy as np

from learning.arrays import Float32Array, Float64Array
from learning.plan import TrainingPlan
from learning.strategies.fedavg import FedAvg
from learning.strategies.strategy import Contribution, Share, State, Step

_LEAST_SHARE = 2.0**-10
"""A share below it counts as none: its update would lose its digits in fixed point."""


class Afl(FedAvg):
    """min over w, max over λ of Σ λₖ·Fₖ(w), λ a mixture of the clients, Fₖ a client's loss: both players move once a round.

    w ← w + lr·Σ λₖ·uₖ / Σ λₖ over the round's clients S; λ ← the nearest mixture to λ + γ·(K/|S|)·F, where K/|S| makes up for the
    clients that were not asked. A round of clients that all have λ = 0 moves λ alone.

    Shapes: w, uₖ the update [parameters]; state: `mixture` [clients], K·λ, at first 1.
    Units: γ, `mixture_learning_rate`, is share of a mixture per nat; a client's examples do not count, only its share.
    Source: Mohri, Sivek, Suresh 2019, arXiv:1902.00146, Algorithm 1 (Stochastic-AFL); sampled clients: Deng et al. 2020, arXiv:2102.12660.
    """

    needs_global_loss = True

    def initial_state(self, plan: TrainingPlan) -> State:
        """Every client alike."""
        return {"mixture": np.ones(plan.num_clients, dtype=np.float32)}

    def share(self, update_P: Float32Array, contribution: Contribution, state: State, plan: TrainingPlan) -> Share:
        """The client's part in the mixture."""
        share = float(state["mixture"][contribution.client])
        share = share if share >= _LEAST_SHARE else 0.0
        return Share(share, share)

    def step(
        self, weights_P: Float32Array, mean_P: Float32Array, included: tuple[Contribution, ...], state: State, plan: TrainingPlan
    ) -> Step:
        """Along the mean update; the mixture goes towards those with a large loss."""
        moved = super().step(weights_P, mean_P, included, state, plan)
        mixture_C = state["mixture"].astype(np.float64)
        factor = plan.strategy.mixture_learning_rate * plan.num_clients * plan.num_clients / len(included)
        for contribution in included:
            mixture_C[contribution.client] += factor * (contribution.global_loss or 0.0)
        return Step(moved.weights_P, {"mixture": nearest_mixture(mixture_C, float(plan.num_clients)).astype(np.float32)})


def nearest_mixture(values_C: Float64Array, total: float) -> Float64Array:
    """The nearest vector without negative entries whose sum is `total`.

    Shapes: values_C [clients], the result too.
    Source: Duchi et al. 2008, "Efficient projections onto the l1-ball for learning in high dimensions", Algorithm 1.
    """
    # What is taken from all values alike changes nothing; beside the largest that a loss can make, the total would be lost in rounding.
    values_C = values_C - values_C.max()
    descending_C = np.sort(values_C)[::-1]
    excess_C = (np.cumsum(descending_C) - total) / np.arange(1, len(values_C) + 1)
    num_kept = int(np.count_nonzero(descending_C > excess_C))
    return np.maximum(values_C - excess_C[num_kept - 1], 0.0)
