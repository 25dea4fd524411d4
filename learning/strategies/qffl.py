"""q-FFL by q-FedAvg: clients with a large loss count for more."""

import numpy as np

from learning.arrays import Float32Array
from learning.errors import UpdateOutOfRangeError
from learning.plan import TrainingPlan
from learning.strategies.fedavg import FedAvg
from learning.strategies.strategy import Contribution, Share, State, Step

_EPSILON = 1e-10
"""Added to every loss, as in the authors' code: a loss of nought has a negative power."""
_CHUNK = 65_536


class QFfl(FedAvg):
    """Minimises Σ pₖ·Fₖ^(q+1) / (q+1), pₖ the client's share of the examples, Fₖ its loss: q = 0 is FedAvg, a large q the worst client's.

    With uₖ the update, nₖ the examples and L = 1 / local learning rate: w ← w + lr·Σ nₖ·Fₖ^q·uₖ / Σ nₖ·(Fₖ^q + q·Fₖ^(q−1)·L·‖uₖ‖²),
    which is the paper's Σ Δₖ / Σ hₖ with each client weighted by its examples. All losses are measured in `reference`, the largest of the
    last round, so that the weights stay near nₖ, where fixed point is fine; it cancels out.

    Shapes: w, uₖ [parameters]; state: `reference` [1], in nats, at first that of guessing.
    Source: Li et al. 2020, arXiv:1905.10497, Algorithm 2.
    """

    needs_global_loss = True
    weighs_updates = True

    def initial_state(self, plan: TrainingPlan) -> State:
        """The loss of a uniform guess."""
        return {"reference": np.array([np.log(max(2, plan.model.num_classes))], dtype=np.float32)}

    def share(self, update_P: Float32Array, contribution: Contribution, state: State, plan: TrainingPlan) -> Share:
        """By the loss to the q-th power; the divisor grows with the update's length, as the objective's curvature does."""
        q, reference = plan.strategy.q, float(state["reference"][0])
        ratio = (_loss(contribution) + _EPSILON) / reference
        try:
            weight = contribution.num_examples * ratio**q
            slope = contribution.num_examples * q * ratio ** (q - 1) / reference
        except OverflowError as error:
            raise UpdateOutOfRangeError("the loss to the q-th power is out of range", global_loss=contribution.global_loss, q=q) from error
        return Share(weight, weight + slope * squared_norm(update_P) / plan.local.learning_rate if slope else weight)

    def step(
        self, weights_P: Float32Array, mean_P: Float32Array, included: tuple[Contribution, ...], state: State, plan: TrainingPlan
    ) -> Step:
        """Along the mean update."""
        moved = super().step(weights_P, mean_P, included, state, plan)
        largest = max(_loss(contribution) for contribution in included) + _EPSILON
        return Step(moved.weights_P, {"reference": np.array([largest], dtype=np.float32)})


def squared_norm(update_P: Float32Array) -> float:
    """The sum of squares, in 64 bits, the same wherever the array lies."""
    total = 0.0
    for start in range(0, len(update_P), _CHUNK):
        part = update_P[start : start + _CHUNK].astype(np.float64)
        total += float(np.square(part, out=part).sum())
    return total


def _loss(contribution: Contribution) -> float:
    assert contribution.global_loss is not None, "the aggregator lets no update in without it"
    return contribution.global_loss
