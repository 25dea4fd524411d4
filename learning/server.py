"""The coordinator's part of a round, the same in the simulation and in an agent's worker."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from learning.aggregation.weighted_mean import FixedPointSum, check_num_examples
from learning.arrays import Float32Array, Int64Array, squared_norm
from learning.codecs.codec import require_finite
from learning.codecs.registry import codec_named, read_update
from learning.errors import ClientUnknownError, UpdateDuplicateError, UpdateLossError, UpdateOutOfRangeError, WeightsMalformedError
from learning.loops.switch import SumPlace
from learning.plan import TrainingPlan
from learning.strategies.registry import strategy_named
from learning.strategies.strategy import Contribution, Share, State

_NO_UPDATE = np.empty(0, dtype=np.float32)
MAX_LOSS = 1e9
"""Nats; a softmax of float32 logits that a training can go on from is far below."""


class Counted(NamedTuple):
    """What is known of an update that was counted, besides its part of the sum."""

    contribution: Contribution
    divisor: float


class RoundAggregator:
    """Collects the updates of one round, in any order, into the next global weights.

    Several aggregators of one round may each count some of its clients and be merged: the bits are the same. `sum_P` [parameters] is
    where the sum of what is added is kept, an array of its own unless one is given.
    `state` is what the strategy kept after the round before, None in the first round; after `finish`, what it keeps for the next.
    Errors: learning.codec.unknown, learning.strategy.unknown, learning.weights.malformed at once, before anybody has trained.
    """

    def __init__(self, plan: TrainingPlan, weights_P: Float32Array, state: State | None = None, *, sum_P: Int64Array | None = None) -> None:
        if weights_P.shape != (plan.model.num_parameters,):
            raise WeightsMalformedError("the weights do not fit the model", have=weights_P.size, need=plan.model.num_parameters)
        codec_named(plan.codec)
        self._strategy = strategy_named(plan.strategy.name)
        self.state: State = self._strategy.initial_state(plan) if state is None else state
        self._plan = plan
        self._weights_P, self._num_parameters = weights_P, weights_P.size
        self._sum = FixedPointSum(plan.model.num_parameters, plan.clients_per_round, sum_P)
        self._counted: dict[int, Counted] = {}

    @property
    def included(self) -> tuple[int, ...]:
        """The clients whose updates count, ascending."""
        return tuple(sorted(self._counted))

    @property
    def num_examples(self) -> int:
        """The examples behind the updates so far."""
        return sum(counted.contribution.num_examples for counted in self._counted.values())

    def add(self, client: int, payload: bytes, num_examples: int, global_loss: float | None = None) -> Counted:
        """Count a client's update; on an error nothing is changed. `global_loss` is that of `ClientUpdate`.

        Errors: learning.client.unknown, learning.update.duplicate, learning.update.out_of_range, learning.update.loss and those of
        `learning.codecs.registry.decode_update`.
        """
        self._check_new(client)
        return self._count(read_update(payload, self._num_parameters, self._plan.codec), Contribution(client, num_examples, global_loss))

    def add_update(self, client: int, update_P: Float32Array, num_examples: int, global_loss: float | None = None) -> Counted:
        """The same for an update [P] that was not encoded, or is decoded already.

        Errors: learning.update.not_finite, learning.update.shape and those of `add`, but for what a payload alone can be.
        """
        self._check_new(client)
        return self._count(update_P, Contribution(client, num_examples, global_loss))

    def _count(self, update_P: Float32Array, contribution: Contribution) -> Counted:
        squared = squared_norm(update_P)
        if not math.isfinite(squared):
            require_finite(update_P)
        share = self._share(update_P, contribution)
        self._sum.add(update_P, share.weight, squared)
        counted = self._counted[contribution.client] = Counted(contribution, share.divisor)
        return counted

    @property
    def counts_together(self) -> bool:
        """Whether `count_together` is for the plan's strategy: one that looks neither at updates nor at losses."""
        return not self._strategy.needs_global_loss and not self._strategy.weighs_updates

    def count_together(self, contributions: Sequence[Contribution], add: Callable[[SumPlace, list[float]], int]) -> list[Counted]:
        """Let `add` add these clients' updates to the sum, each with its weight, and count as many as it says.

        It ends before an update that the sum cannot take.
        Errors: learning.client.unknown, learning.update.duplicate and learning.update.out_of_range, before anything is added.
        """
        assert self.counts_together and len({one.client for one in contributions}) == len(contributions)
        shares: list[Share] = []
        for contribution in contributions:
            self._check_new(contribution.client)
            check_num_examples(contribution.num_examples)
            shares.append(self._strategy.share(_NO_UPDATE, contribution, self.state, self._plan))
        number = self._sum.add_together(lambda place: add(place, [share.weight for share in shares]), len(shares))
        counted = [Counted(one, share.divisor) for one, share in zip(contributions[:number], shares, strict=False)]
        self._counted |= {entry.contribution.client: entry for entry in counted}
        return counted

    def merge(self, sum_P: Int64Array, counted: Sequence[Counted]) -> None:
        """Count what another aggregator of the same round has counted: its `sum_P`, which may be changed, and all that its `add` returned.

        Errors: learning.client.unknown, learning.update.duplicate.
        """
        for entry in counted:
            self._check_new(entry.contribution.client)
        self._sum.merge(sum_P, len(counted))
        self._counted |= {entry.contribution.client: entry for entry in counted}

    def finish(self) -> Float32Array:
        """The next global weights [P].

        Errors: EmptyCohortError (learning.cohort.empty).
        """
        mean_P = self._sum.over(
            math.fsum(counted.divisor for counted in self._counted.values())
        )  # an exact sum, rounded once: it has no order either
        included = tuple(self._counted[client].contribution for client in self.included)
        step = self._strategy.step(self._weights_P, mean_P, included, self.state, self._plan)
        self.state = step.state
        return step.weights_P

    def _check_new(self, client: int) -> None:
        if not 0 <= client < self._plan.num_clients:
            raise ClientUnknownError("the plan has no such client", client=client, num_clients=self._plan.num_clients)
        if client in self._counted:
            raise UpdateDuplicateError("the client's update is counted already", client=client)

    def _share(self, update_P: Float32Array, contribution: Contribution) -> Share:
        check_num_examples(contribution.num_examples)
        loss = contribution.global_loss
        if (loss is None and self._strategy.needs_global_loss) or (loss is not None and not 0 <= loss <= MAX_LOSS):
            raise UpdateLossError("the global model's loss is missing or no loss", client=contribution.client)
        share = self._strategy.share(update_P, contribution, self.state, self._plan)
        if not math.isfinite(share.divisor):
            raise UpdateOutOfRangeError("the update's weight is out of range", client=contribution.client)
        return share
