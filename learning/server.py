"""The coordinator's part of a round, the same in the simulation and in an agent's worker."""

from learning.aggregation.weighted_mean import FixedPointMean
from learning.arrays import Float32Array
from learning.codecs.registry import codec_named, decode_update
from learning.errors import ClientUnknownError, UpdateDuplicateError, WeightsMalformedError
from learning.plan import TrainingPlan
from learning.strategies.registry import strategy_named


class RoundAggregator:
    """Collects the updates of one round, in any order, into the next global weights.

    Errors: learning.codec.unknown, learning.strategy.unknown, learning.weights.malformed at once, before anybody has trained.
    """

    def __init__(self, plan: TrainingPlan, weights_P: Float32Array) -> None:
        if weights_P.shape != (plan.model.num_parameters,):
            raise WeightsMalformedError("the weights do not fit the model", have=weights_P.size, need=plan.model.num_parameters)
        codec_named(plan.codec)
        self._apply = strategy_named(plan.strategy.name)
        self._plan = plan
        self._weights_P = weights_P
        self._mean = FixedPointMean(plan.model.num_parameters, plan.clients_per_round)
        self._clients: set[int] = set()

    @property
    def included(self) -> tuple[int, ...]:
        """The clients whose updates count, ascending."""
        return tuple(sorted(self._clients))

    @property
    def num_examples(self) -> int:
        """The examples behind the updates so far."""
        return self._mean.num_examples

    def add(self, client: int, payload: bytes, num_examples: int) -> None:
        """Count a client's update; on an error nothing is changed.

        Errors: learning.client.unknown, learning.update.duplicate, learning.update.out_of_range and those of `decode_update`.
        """
        if not 0 <= client < self._plan.num_clients:
            raise ClientUnknownError("the plan has no such client", client=client, num_clients=self._plan.num_clients)
        if client in self._clients:
            raise UpdateDuplicateError("the client's update is counted already", client=client)
        update_P = decode_update(payload, self._plan.model.num_parameters, self._plan.codec)
        self._mean.add(update_P, num_examples)
        self._clients.add(client)

    def finish(self) -> Float32Array:
        """The next global weights [P].

        Errors: EmptyCohortError (learning.cohort.empty).
        """
        return self._apply(self._weights_P, self._mean.mean(), self._plan.strategy)
