"""What the pool and its workers say to each other, over a pipe that nobody else can reach."""

from dataclasses import dataclass

from learning.arrays import Float32Array
from learning.plan import TrainingPlan
from learning.pool.memory import SharedShards
from learning.strategies.strategy import State


@dataclass(frozen=True, slots=True)
class Start:
    """The first message to a worker: what it works on, and which of the sums in the round's memory is its own; and whether by loops."""

    plan: TrainingPlan
    shards: SharedShards
    round_descriptor: int
    worker: int
    num_workers: int
    has_loops: bool


@dataclass(frozen=True, slots=True, eq=False)
class Begin:
    """A round begins: its weights lie in the round's memory. There is no answer."""

    round_index: int
    strategy_state: State


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """Clients to be trained, each with what it owes; the answer is a list of `Trained`, or the coded error."""

    clients: tuple[tuple[int, Float32Array | None], ...]
