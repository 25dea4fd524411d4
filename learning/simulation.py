"""A whole training in one process, or in a pool of them: the twin of a run over agents."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from core.ids import Sha256
from learning.arrays import Float32Array
from learning.cohort import Trained, train_clients
from learning.errors import DataMalformedError, ParticipationInvalidError
from learning.examples import Examples
from learning.kernels.registry import initial_weights
from learning.plan import TrainingPlan
from learning.preparation import Preparations
from learning.schedule import select_clients
from learning.server import RoundAggregator
from learning.strategies.registry import strategy_named
from learning.strategies.strategy import State
from learning.weights import weights_sha256

_DRAWN_TOGETHER = 16
"""Rounds."""


@dataclass(frozen=True, slots=True)
class SimulatedRound:
    """What one round ended in.

    Units: `uplink_bytes` sums the encoded updates, headers included; `loss` is the clients' mean, weighted by examples, and None in a
    round that was lost: nobody is included, and the weights stay.
    """

    round_index: int
    included: tuple[int, ...]
    uplink_bytes: int
    loss: float | None
    weights_sha256: Sha256


@dataclass(frozen=True, slots=True, eq=False)
class RunState:
    """Where a training stands between two rounds: all that the next rounds depend on besides plan and examples.

    `strategy_state` is what the strategy keeps, `codec_states` what each client owes whose codec keeps something.
    """

    weights_P: Float32Array
    strategy_state: State
    codec_states: Mapping[int, Float32Array]
    rounds: tuple[SimulatedRound, ...]


@dataclass(frozen=True, slots=True, eq=False)
class SimulationResult:
    """The final weights [P] and how they came about."""

    weights_P: Float32Array
    rounds: tuple[SimulatedRound, ...]

    @property
    def uplink_bytes(self) -> int:
        """The encoded updates of all rounds together."""
        return sum(entry.uplink_bytes for entry in self.rounds)


class Crew(Protocol):
    """Who trains the clients of a round; `aggregator` has to finish before the crew is told or asked of another round."""

    def expect(self, round_index: int, clients: Sequence[int], state: RunState) -> None:
        """`train` will most likely be asked for these clients next: whoever trains beside this process may begin."""

    def train(self, aggregator: RoundAggregator, round_index: int, clients: Sequence[int], state: RunState) -> Sequence[Trained]:
        """Count the update of each client in `aggregator`; the order of what comes back is free."""
        ...


def simulate(
    plan: TrainingPlan,
    shards: Sequence[Examples],
    participation: Sequence[Sequence[int]] | None = None,
    on_round: Callable[[SimulatedRound, Float32Array], None] | None = None,
) -> SimulationResult:
    """Train as the plan says, client by client; `shards[i]` are the examples of client i.

    `participation` replays a recorded run: the clients included in each round, of those that the plan selects, none in a lost one.
    `on_round` is told each round and its new weights.
    Errors: DataMalformedError (learning.data.malformed), ParticipationInvalidError (learning.round.participation), and those
    of `client_update` and `RoundAggregator`.
    """
    check_run(plan, shards, participation)

    def tell(state: RunState) -> None:
        if on_round:
            on_round(state.rounds[-1], state.weights_P)

    return run_rounds(plan, _Alone(plan, shards), first_state(plan), participation, tell)


def check_run(plan: TrainingPlan, shards: Sequence[Examples], participation: Sequence[Sequence[int]] | None) -> None:
    """Refuse shards or a record that are not the plan's.

    Errors: DataMalformedError (learning.data.malformed), ParticipationInvalidError (learning.round.participation).
    """
    if len(shards) != plan.num_clients:
        raise DataMalformedError(
            "the plan has another number of clients than there are shards", shards=len(shards), clients=plan.num_clients
        )
    if participation is not None and len(participation) != plan.num_rounds:
        raise ParticipationInvalidError("the record has another number of rounds", have=len(participation), need=plan.num_rounds)


def first_state(plan: TrainingPlan) -> RunState:
    """Where every training of the plan begins."""
    return RunState(initial_weights(plan.model, plan.seed), strategy_named(plan.strategy.name).initial_state(plan), {}, ())


def run_rounds(
    plan: TrainingPlan,
    crew: Crew,
    state: RunState,
    participation: Sequence[Sequence[int]] | None,
    on_state: Callable[[RunState], None],
) -> SimulationResult:
    """All rounds of the plan that `state` has not behind it.

    `on_state` is told where the training stands after each, and changes nothing of it: the crew may have begun the next round by then.
    """
    first = len(state.rounds)
    clients_of_rounds = _clients(plan, participation, first)
    clients = next(clients_of_rounds)
    crew.expect(first, clients, state)
    for round_index in range(first, plan.num_rounds):
        following = next(clients_of_rounds)
        aggregator = RoundAggregator(plan, state.weights_P, state.strategy_state)
        trained = crew.train(aggregator, round_index, clients, state) if clients else ()
        state = _moved(state, aggregator, trained) if clients else state
        crew.expect(round_index + 1, following, state)
        state = replace(state, rounds=(*state.rounds, _entry(round_index, aggregator, trained, state.weights_P)))
        on_state(state)
        clients = following
    return SimulationResult(state.weights_P, state.rounds)


def _moved(state: RunState, aggregator: RoundAggregator, trained: Sequence[Trained]) -> RunState:
    """Where the training stands after a round, which is not among its rounds yet."""
    owed = {one.counted.contribution.client: one.codec_state for one in trained if one.codec_state is not None}
    weights_P = aggregator.finish()
    return RunState(weights_P, aggregator.state, {**state.codec_states, **owed}, state.rounds)


def _entry(round_index: int, aggregator: RoundAggregator, trained: Sequence[Trained], weights_P: Float32Array) -> SimulatedRound:
    digest = weights_sha256(weights_P)
    if not trained:
        return SimulatedRound(round_index, (), 0, None, digest)
    in_order = sorted(trained, key=lambda one: one.counted.contribution.client)
    loss = sum(one.loss * one.counted.contribution.num_examples for one in in_order) / aggregator.num_examples
    return SimulatedRound(round_index, aggregator.included, sum(one.size_bytes for one in trained), loss, digest)


class _Alone(Crew):
    """The crew that is this process."""

    def __init__(self, plan: TrainingPlan, shards: Sequence[Examples]) -> None:
        self._plan, self._examples = plan, Preparations(plan, shards)

    def train(self, aggregator: RoundAggregator, round_index: int, clients: Sequence[int], state: RunState) -> list[Trained]:
        """See `Crew`."""
        self._examples.expect(round_index, clients)
        return list(
            train_clients(self._plan, aggregator, self._examples, round_index, clients, weights_P=state.weights_P, debts=state.codec_states)
        )


def _clients(plan: TrainingPlan, participation: Sequence[Sequence[int]] | None, first: int) -> Iterator[tuple[int, ...]]:
    """The clients to be trained in each round from the first: none in one that was lost, and none behind the last one.

    Those of some rounds are drawn right after one another, which takes a third of the time.
    """
    for start in range(first, plan.num_rounds, _DRAWN_TOGETHER):
        rounds = range(start, min(start + _DRAWN_TOGETHER, plan.num_rounds))
        for round_index, selected in zip(rounds, [select_clients(plan, index) for index in rounds], strict=True):
            yield selected if participation is None else _included(selected, round_index, participation[round_index])
    yield ()


def _included(selected: tuple[int, ...], round_index: int, participants: Sequence[int]) -> tuple[int, ...]:
    included = tuple(sorted(participants))
    if len(set(included)) != len(included) or not set(included) <= set(selected):
        raise ParticipationInvalidError(
            "the record names others than the plan selects, or one twice", round_index=round_index, included=list(included)
        )
    return included
