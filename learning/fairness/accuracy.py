"""How evenly a model serves the clients."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from learning.errors import EmptyCohortError


@dataclass(frozen=True, slots=True)
class AccuracyFairness:
    """A model's accuracy over the clients, each client counting once.

    Units: `mean` and `worst_decile` are fractions, `variance` a squared one (population); `worst_decile` is the mean of the worst tenth
    of the clients, rounded up to whole ones.
    """

    mean: float
    worst_decile: float
    variance: float


def accuracy_fairness(accuracies_C: Sequence[float]) -> AccuracyFairness:
    """The figures of the clients' accuracies, in any order.

    Errors: EmptyCohortError (learning.cohort.empty).
    Source: Li, Sanjabi, Beirami, Smith 2020, arXiv:1905.10497 (worst 10% and variance over devices).
    """
    if not len(accuracies_C):
        raise EmptyCohortError("no client has an accuracy")
    sorted_C = np.sort(np.array(accuracies_C, dtype=np.float64))
    worst = sorted_C[: -(-len(sorted_C) // 10)]
    return AccuracyFairness(float(sorted_C.mean()), float(worst.mean()), float(sorted_C.var()))
