"""The clients of a round, trained and counted, by whoever simulates them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from core.errors import CodedError
from learning.arrays import Float32Array, IndexArray
from learning.client import client_update, local_update
from learning.codecs.registry import exact_size_bytes
from learning.examples import Examples
from learning.loops.switch import Loops, Pupil, SumPlace, loaded_loops
from learning.plan import TrainingPlan
from learning.preparation import Preparations, PreparedExamples
from learning.server import Counted, RoundAggregator
from learning.strategies.strategy import Contribution
from learning.visits import Visits

_MOST_AT_ONCE = 32
_MAX_VISITS, _MAX_BYTES = 8192, 32 * 2**20
"""Of the clients of a group together, if it is not of one, so that nobody who waits for it waits long, and it fits into memory."""


class Trained(NamedTuple):
    """What is known of a client's update once it is counted, and what the client keeps."""

    counted: Counted
    size_bytes: int
    loss: float
    codec_state: Float32Array | None


def train_clients(
    plan: TrainingPlan,
    aggregator: RoundAggregator,
    examples: Preparations,
    round_index: int,
    clients: Sequence[int],
    *,
    weights_P: Float32Array,
    debts: Mapping[int, Float32Array],
) -> Iterator[Trained]:
    """What `train_client` does for each of these clients, by the loops that are loaded for many at a time.

    `examples` expects the round; `debts` holds the codec's states.
    """
    size_bytes = exact_size_bytes(plan.codec, plan.model.num_parameters)
    loops = loaded_loops() if size_bytes is not None and aggregator.counts_together else None
    for group, pupils in _groups(plan, examples, clients, loops):
        num_done = 0
        if loops is not None and size_bytes is not None and pupils:
            contributions = [Contribution(client, prepared.examples.num_examples) for client, prepared, _ in group]
            counted, losses = _count(plan, aggregator, loops, contributions, pupils, weights_P=weights_P)
            yield from (Trained(one, size_bytes, loss, None) for one, loss in zip(counted, losses, strict=True))
            num_done = len(counted)
        # What is wrong with an update that the sum cannot take is told by its own training.
        for client, prepared, visits in group[num_done:]:
            yield train_client(
                plan, aggregator, prepared, round_index, client,
                weights_P=weights_P, codec_state=debts.get(client), batches=visits.batches,
            )  # fmt: skip


def train_client(
    plan: TrainingPlan,
    aggregator: RoundAggregator,
    examples: Examples | PreparedExamples,
    round_index: int,
    client: int,
    *,
    weights_P: Float32Array,
    codec_state: Float32Array | None,
    batches: Sequence[IndexArray] | None = None,
) -> Trained:
    """Train one client from the round's weights [P] and count its update, which an exact codec would not change: it is not encoded."""
    if size_bytes := exact_size_bytes(plan.codec, plan.model.num_parameters):
        local = local_update(plan, weights_P, examples, round_index, client, batches=batches)
        counted = aggregator.add_update(client, local.update_P, local.num_examples, local.global_loss)
        return Trained(counted, size_bytes, local.loss, None)
    update = client_update(plan, weights_P, examples, round_index, client, codec_state=codec_state, batches=batches)
    counted = aggregator.add(client, update.payload, update.num_examples, update.global_loss)
    return Trained(counted, len(update.payload), update.loss, update.codec_state)


_Ready = tuple[int, PreparedExamples, Visits]


def _groups(
    plan: TrainingPlan, examples: Preparations, clients: Sequence[int], loops: Loops | None
) -> Iterator[tuple[list[_Ready], list[Pupil]]]:
    """The clients in their order, and what the loops take of a group: of all in it, or of none, and then there is one."""
    group: list[_Ready] = []
    pupils: list[Pupil] = []
    num_visits = num_bytes = 0
    taken: dict[int, bool] = {}
    for client in clients:
        try:
            prepared, visits = examples.ready(client)
        except CodedError:
            yield group, pupils
            raise
        is_taken = loops is not None and prepared.inner is not None
        if loops is not None and is_taken:
            largest_batch = int(visits.ends[0])
            if largest_batch not in taken:
                taken[largest_batch] = loops.takes(largest_batch, plan.model)
            is_taken = taken[largest_batch]
        # Features as they are given and as they are laid out, and the products.
        size_bytes = 2 * prepared.examples.features_NF.nbytes + 4 * prepared.examples.num_examples**2
        num_visits, num_bytes = num_visits + len(visits.order_S), num_bytes + size_bytes
        if group and (not is_taken or len(group) == _MOST_AT_ONCE or num_visits > _MAX_VISITS or num_bytes > _MAX_BYTES):
            yield group, pupils
            group, pupils, num_visits, num_bytes = [], [], len(visits.order_S), size_bytes
        group.append((client, prepared, visits))
        if is_taken and prepared.inner is not None:
            pupils.append(Pupil(prepared.examples, prepared.inner, visits))
        else:
            yield group, pupils
            group, num_visits, num_bytes = [], 0, 0
    yield group, pupils


def _count(
    plan: TrainingPlan,
    aggregator: RoundAggregator,
    loops: Loops,
    contributions: list[Contribution],
    pupils: list[Pupil],
    *,
    weights_P: Float32Array,
) -> tuple[list[Counted], list[float]]:
    """The first of these clients, counted, and their losses: all, or those before the first whose update the sum cannot take."""
    losses: list[float] = []

    def add(place: SumPlace, weights: Sequence[float]) -> int:
        losses.extend(loops.train_into(place, pupils, weights, weights_P, spec=plan.model, local=plan.local))
        return len(losses)

    return aggregator.count_together(contributions, add), losses
