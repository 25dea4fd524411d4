"""A whole training in one process: the twin of a run over agents."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.ids import Sha256
from learning.arrays import Float32Array
from learning.client import client_update
from learning.errors import DataMalformedError, ParticipationInvalidError
from learning.examples import Examples
from learning.kernels.registry import initial_weights
from learning.plan import TrainingPlan
from learning.schedule import select_clients
from learning.server import RoundAggregator
from learning.strategies.strategy import State
from learning.weights import weights_sha256


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
class SimulationResult:
    """The final weights [P] and how they came about."""

    weights_P: Float32Array
    rounds: tuple[SimulatedRound, ...]

    @property
    def uplink_bytes(self) -> int:
        """The encoded updates of all rounds together."""
        return sum(entry.uplink_bytes for entry in self.rounds)


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
    if len(shards) != plan.num_clients:
        raise DataMalformedError(
            "the plan has another number of clients than there are shards", shards=len(shards), clients=plan.num_clients
        )
    if participation is not None and len(participation) != plan.num_rounds:
        raise ParticipationInvalidError("the record has another number of rounds", have=len(participation), need=plan.num_rounds)
    weights_P = initial_weights(plan.model, plan.seed)
    states: dict[int, Float32Array | None] = {}
    strategy_state: State | None = None
    rounds: list[SimulatedRound] = []
    for round_index in range(plan.num_rounds):
        clients = _clients(plan, round_index, participation)
        aggregator = RoundAggregator(plan, weights_P, strategy_state)
        uplink_bytes, loss_sum = 0, 0.0
        for client in clients:
            update = client_update(plan, weights_P, shards[client], round_index, client, codec_state=states.get(client))
            states[client] = update.codec_state
            aggregator.add(client, update.payload, update.num_examples, update.global_loss)
            uplink_bytes += len(update.payload)
            loss_sum += update.loss * update.num_examples
        if clients:
            weights_P, strategy_state = aggregator.finish(), aggregator.state
        loss = loss_sum / aggregator.num_examples if clients else None
        rounds.append(SimulatedRound(round_index, aggregator.included, uplink_bytes, loss, weights_sha256(weights_P)))
        if on_round:
            on_round(rounds[-1], weights_P)
    return SimulationResult(weights_P, tuple(rounds))


def _clients(plan: TrainingPlan, round_index: int, participation: Sequence[Sequence[int]] | None) -> tuple[int, ...]:
    selected = select_clients(plan, round_index)
    if participation is None:
        return selected
    included = tuple(sorted(participation[round_index]))
    if len(set(included)) != len(included) or not set(included) <= set(selected):
        raise ParticipationInvalidError(
            "the record names others than the plan selects, or one twice", round_index=round_index, included=list(included)
        )
    return included
