"""How evenly clients contribute to a training: the seven measures of the fairness gate."""

# C clients.

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from learning.arrays import Float64Array, Int64Array
from learning.errors import EmptyCohortError, FairnessUndefinedError


@dataclass(frozen=True, slots=True, eq=False)
class ContributionCounts:
    """In how many of a training's rounds each client was asked, and in how many its update counted.

    Shapes: both [clients] int64; `contributed_C` is nowhere above `asked_C`, which is nowhere above `num_rounds`.
    """

    asked_C: Int64Array
    contributed_C: Int64Array
    num_rounds: int

    @property
    def participation_rates_C(self) -> Float64Array:
        """The share of the rounds in which each client was asked."""
        return self.asked_C / self.num_rounds

    @property
    def contribution_rates_C(self) -> Float64Array:
        """The share of the rounds in which each client's update counted."""
        return self.contributed_C / self.num_rounds

    @property
    def completion_rates_C(self) -> Float64Array:
        """The share of the rounds in which each client was asked that it contributed to; 0 where it was never asked."""
        return self.contributed_C / np.maximum(self.asked_C, 1)


@dataclass(frozen=True, slots=True)
class ContributionFairness:
    """The seven fairness metrics of one training, none of them ever NaN.

    `…_gap`: the greatest rate of a client minus the least. `contribution_jain_index`: (Σx)² / (C·Σx²) over the contributed rounds x, 1 where
    all are alike, 0 where nobody contributed. `capacity_contribution_correlation`: Pearson's, 0 where either does not vary.
    `slowest_fastest_contribution_ratio`: the mean contributed rounds of the clients of the least capacity over those of the greatest.
    """

    participation_rate_gap: float
    contribution_rate_gap: float
    completion_rate_gap: float
    contribution_jain_index: float
    capacity_contribution_correlation: float
    slowest_fastest_contribution_ratio: float
    contributed_clients_per_round_mean: float


def count_contributions(num_clients: int, asked: Sequence[Sequence[int]], contributed: Sequence[Sequence[int]]) -> ContributionCounts:
    """The counts of a training, from the clients that each of its rounds asked and included.

    Errors: FairnessUndefinedError (learning.fairness.undefined) where there is no round, a client is unknown or named twice in one, or
    one contributed without having been asked.
    """
    is_sound = len(asked) == len(contributed) > 0 and all(
        set(included) <= set(offered) <= set(range(num_clients))
        and len(set(offered)) == len(offered)
        and len(set(included)) == len(included)
        for offered, included in zip(asked, contributed, strict=False)
    )
    if not is_sound:
        raise FairnessUndefinedError(
            "no rounds, or one that included whom it had not asked", asked=len(asked), contributed=len(contributed)
        )
    asked_C, contributed_C = (
        np.bincount(np.array([client for one in rounds for client in one], dtype=np.int64), minlength=num_clients)
        for rounds in (asked, contributed)
    )
    return ContributionCounts(asked_C, contributed_C, len(asked))


def contribution_fairness(counts: ContributionCounts, capacities_C: Sequence[float]) -> ContributionFairness:
    """The seven metrics of a training.

    Shapes: capacities_C [clients], positive, in any unit.
    Errors: EmptyCohortError (learning.cohort.empty) without clients or rounds; FairnessUndefinedError (learning.fairness.undefined) for
    capacities that are none, and where the fastest contributed nothing though others did.
    Source: Jain, Chiu, Hawe 1984, DEC-TR-301 (the index).
    """
    capacity_C = np.array(capacities_C, dtype=np.float64)
    if not len(counts.asked_C) or counts.num_rounds < 1:
        raise EmptyCohortError("there is no client, or no round", num_clients=len(counts.asked_C), num_rounds=counts.num_rounds)
    if capacity_C.shape != counts.contributed_C.shape or not np.isfinite(capacity_C).all() or capacity_C.min() <= 0:
        raise FairnessUndefinedError("there is not one positive capacity for each client", capacities=len(capacity_C))
    return ContributionFairness(
        participation_rate_gap=_gap(counts.participation_rates_C),
        contribution_rate_gap=_gap(counts.contribution_rates_C),
        completion_rate_gap=_gap(counts.completion_rates_C),
        contribution_jain_index=jain_index(counts.contributed_C),
        capacity_contribution_correlation=_correlation(capacity_C, counts.contributed_C.astype(np.float64)),
        slowest_fastest_contribution_ratio=_slowest_fastest(capacity_C, counts.contributed_C),
        contributed_clients_per_round_mean=float(counts.contributed_C.sum() / counts.num_rounds),
    )


def jain_index(shares_C: Int64Array) -> float:
    """(Σx)² / (C·Σx²) of shares that are not negative: between 1/C, one has all, and 1, all are alike; 0 where nobody has any."""
    total = int(shares_C.sum())
    return total**2 / (len(shares_C) * int((shares_C**2).sum())) if total else 0.0


def _gap(rates_C: Float64Array) -> float:
    return float(rates_C.max() - rates_C.min())


def _correlation(first_C: Float64Array, second_C: Float64Array) -> float:
    first_C, second_C = first_C - first_C.mean(), second_C - second_C.mean()
    if np.ptp(first_C) == 0 or np.ptp(second_C) == 0:
        return 0.0
    first_C, second_C = first_C / np.abs(first_C).max(), second_C / np.abs(second_C).max()
    return float(np.clip(first_C @ second_C / np.sqrt((first_C @ first_C) * (second_C @ second_C)), -1.0, 1.0))


def _slowest_fastest(capacity_C: Float64Array, contributed_C: Int64Array) -> float:
    slowest, fastest = (float(contributed_C[capacity_C == capacity].mean()) for capacity in (capacity_C.min(), capacity_C.max()))
    if fastest == 0 and contributed_C.any():
        raise FairnessUndefinedError("the fastest clients contributed nothing, though others did", slowest=slowest)
    return slowest / fastest if fastest else 0.0
