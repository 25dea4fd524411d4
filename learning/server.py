"""The coordinator's part of a round, the same in the simulation and in an agent's worker."""

from collections.abc import Sequence
from dataclasses import dataclass

from learning.aggregation.weighted_mean import FixedPointMean
from learning.arrays import Float32Array, Int64Array
from learning.codecs.registry import codec_named, decode_update
from learning.errors import ClientUnknownError, UpdateDuplicateError, WeightsMalformedError
from learning.plan import TrainingPlan
from learning.strategies.registry import strategy_named


@dataclass(frozen=True, slots=True)
class Counted:
    """What is known of an update that was counted, besides its part of the sum."""

    client: int
    num_examples: int


class RoundAggregator:
    """Collects the updates of one round, in any order, into the next global weights.

    Several aggregators of one round may each count some of its clients and be merged: the bits are the same. `sum_P` [parameters] is
    where the sum is kept, an array of its own unless one is given.
    Errors: learning.codec.unknown, learning.strategy.unknown, learning.weights.malformed at once, before anybody has trained.
    """

    def __init__(self, plan: TrainingPlan, weights_P: Float32Array, *, sum_P: Int64Array | None = None) -> None:
        if weights_P.shape != (plan.model.num_parameters,):
            raise WeightsMalformedError("the weights do not fit the model", have=weights_P.size, need=plan.model.num_parameters)
        codec_named(plan.codec)
        self._apply = strategy_named(plan.strategy.name)
        self._plan = plan
        self._weights_P = weights_P
        self._mean = FixedPointMean(plan.model.num_parameters, plan.clients_per_round, sum_P)
        self._clients: set[int] = set()

    @property
    def included(self) -> tuple[int, ...]:
        """The clients whose updates count, ascending."""
        return tuple(sorted(self._clients))

    @property
    def num_examples(self) -> int:
        """The examples behind the updates so far."""
        return self._mean.num_examples

    def add(self, client: int, payload: bytes, num_examples: int) -> Counted:
        """Count a client's update; on an error nothing is changed.

        Errors: learning.client.unknown, learning.update.duplicate, learning.update.out_of_range and those of `decode_update`.
        """
        self._check_new(client)
        update_P = decode_update(payload, self._plan.model.num_parameters, self._plan.codec)
        self._mean.add(update_P, num_examples)
        self._clients.add(client)
        return Counted(client, num_examples)

    def merge(self, sum_P: Int64Array, counted: Sequence[Counted]) -> None:
        """Count what another aggregator of the same round has counted: its `sum_P` and everything that its `add` returned.

        Errors: learning.client.unknown, learning.update.duplicate.
        """
        for entry in counted:
            self._check_new(entry.client)
        self._mean.merge(sum_P, len(counted), sum(entry.num_examples for entry in counted))
        self._clients |= {entry.client for entry in counted}

    def finish(self) -> Float32Array:
        """The next global weights [P].

        Errors: EmptyCohortError (learning.cohort.empty).
        """
        return self._apply(self._weights_P, self._mean.mean(), self._plan.strategy)

    def _check_new(self, client: int) -> None:
        if not 0 <= client < self._plan.num_clients:
            raise ClientUnknownError("the plan has no such client", client=client, num_clients=self._plan.num_clients)
        if client in self._clients:
            raise UpdateDuplicateError("the client's update is counted already", client=client)
