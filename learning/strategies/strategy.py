"""What a strategy offers: how much each update counts, how their mean moves the global model, and what is kept for the next round."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from learning.arrays import Float32Array
from learning.plan import TrainingPlan

State = Mapping[str, Float32Array]
"""Named arrays that a strategy keeps between rounds: a value, never changed in place; empty for a strategy that keeps nothing."""


class Contribution(NamedTuple):
    """What is known of an update besides the update itself.

    Units: `global_loss` is the mean cross-entropy in nats of the round's global model on the client's examples, before any training;
    None where the strategy does not need it.
    """

    client: int
    num_examples: int
    global_loss: float | None = None


class Share(NamedTuple):
    """How much an update counts: `weight` times it is in the sum, and the sum is divided by all `divisor`s together."""

    weight: float
    divisor: float


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """The next global weights [P], and the state for the next round."""

    weights_P: Float32Array
    state: State


class ServerStrategy(Protocol):
    """One way from the updates of a round to the next model; stateless itself, so that one instance serves every session.

    Every method is a function of its arguments alone, and `share` of one update alone, so that no order of arrival leaves a trace.
    """

    @property
    def needs_global_loss(self) -> bool:
        """Whether each update has to bring the loss of the global model."""
        ...

    @property
    def weighs_updates(self) -> bool:
        """Whether `share` looks at the update; where it does not, it can be asked before there is one."""
        ...

    def initial_state(self, plan: TrainingPlan) -> State:
        """The state before the first round."""
        ...

    def share(self, update_P: Float32Array, contribution: Contribution, state: State, plan: TrainingPlan) -> Share:
        """How much the update [P] counts.

        Errors: UpdateOutOfRangeError (learning.update.out_of_range).
        """
        ...

    def step(
        self, weights_P: Float32Array, mean_P: Float32Array, included: tuple[Contribution, ...], state: State, plan: TrainingPlan
    ) -> Step:
        """The weights [P] moved by the weighted mean [P] of the updates of `included`, which are in the order of the clients."""
        ...
