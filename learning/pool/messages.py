"""What the pool and its workers say to each other, over a pipe that nobody else can reach."""

from dataclasses import dataclass

from learning.plan import TrainingPlan
from learning.pool.memory import SharedShards
from learning.simulation import Trained
from learning.strategies.strategy import State


@dataclass(frozen=True, slots=True)
class Start:
    """The first message to a worker: what it works on, and which row and sum in the round's memory are its own; and whether by loops."""

    plan: TrainingPlan
    shards: SharedShards
    round_descriptor: int
    worker: int
    num_workers: int
    has_loops: bool


@dataclass(frozen=True, slots=True, eq=False)
class Begin:
    """A round begins: its weights, its clients and what they owe lie in the round's memory. `number` is that of the queue.

    `owing` are those of its clients that owe something. The answer is `Done`, or the coded error of a client.
    """

    number: int
    round_index: int
    strategy_state: State
    owing: frozenset[int]


@dataclass(frozen=True, slots=True, eq=False)
class Done:
    """No client of the round is left: these the worker has trained; their sum, and what they owe, lie in the round's memory."""

    number: int
    trained: list[Trained]
