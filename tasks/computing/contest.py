"""A training of those whom a deadline lets in, and each client's part in it. Runs in a computing process."""

from collections.abc import Sequence

import numpy as np

from learning.client import client_update
from learning.codecs.registry import decode_update
from learning.examples import Examples
from learning.heterogeneity.deadlines import Contest, Costs
from learning.heterogeneity.devices import fleet_named
from learning.heterogeneity.records import RoundRecord, participation
from learning.plan import TrainingPlan
from learning.schedule import num_batches
from learning.server import RoundAggregator
from learning.simulation import Crew, RunState, SimulationResult, Trained, check_run, first_state, run_rounds
from tasks.computing.computations import Deadline


class Weighed(Crew):
    """The crew that is this process, which notes the bytes and the length of each client's updates."""

    def __init__(self, plan: TrainingPlan, shards: Sequence[Examples]) -> None:
        self._plan, self._shards = plan, shards
        self.uplink_bytes = [0] * plan.num_clients
        self.lengths: list[list[float]] = [[] for _ in shards]

    def train(self, aggregator: RoundAggregator, round_index: int, clients: Sequence[int], state: RunState) -> list[Trained]:
        """See `learning.simulation.Crew`."""
        return [self._train(aggregator, round_index, client, state) for client in clients]

    def _train(self, aggregator: RoundAggregator, round_index: int, client: int, state: RunState) -> Trained:
        plan, owed = self._plan, state.codec_states.get(client)
        update = client_update(plan, state.weights_P, self._shards[client], round_index, client, codec_state=owed)
        counted = aggregator.add(client, update.payload, update.num_examples, update.global_loss)
        self.uplink_bytes[client] += len(update.payload)
        self.lengths[client].append(float(np.linalg.norm(decode_update(update.payload, plan.model.num_parameters))))
        return Trained(counted, len(update.payload), update.loss, update.codec_state)

    def mean_length(self, client: int) -> float:
        """The mean length of a client's updates; 0 where it sent none."""
        return float(np.mean(self.lengths[client])) if self.lengths[client] else 0.0


def contest_of(plan: TrainingPlan, shards: Sequence[Examples], deadline: Deadline) -> Contest:
    """The contest of clients with these examples."""
    return Contest(
        fleet=fleet_named(deadline.devices),
        num_steps=tuple(num_batches(shard.num_examples, plan) for shard in shards),
        costs=Costs(deadline.step_s, deadline.update_bytes),
        quantile=deadline.quantile,
    )


def train_included(plan: TrainingPlan, shards: Sequence[Examples], rounds: Sequence[RoundRecord]) -> tuple[SimulationResult, Weighed]:
    """Train the plan with those that each round included."""
    crew, included = Weighed(plan, shards), participation(rounds)
    check_run(plan, shards, included)
    return run_rounds(plan, crew, first_state(plan), included, lambda _: None), crew
