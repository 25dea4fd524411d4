"""What the pool and its workers say to each other, over a pipe that nobody else can reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from learning.cohort import Trained
from learning.plan import TrainingPlan
from learning.pool.memory import SharedShards
from learning.server import Counted
from learning.strategies.strategy import Contribution, State


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
    """No client of the round is left: these the worker has trained; their sum, and what they owe, lie in the round's memory.

    `rows` are those of `Trained`, as plain numbers, which cross a pipe in a fraction of the time.
    """

    number: int
    rows: tuple[tuple[int, int, float | None, float, int, float], ...]

    @classmethod
    def of(cls, number: int, trained: Sequence[Trained]) -> Self:
        """The answer of a worker that has trained these."""
        return cls(number, tuple(_row(one.counted.contribution, one) for one in trained))

    @property
    def trained(self) -> list[Trained]:
        """What is known of each client's update."""
        return [
            Trained(Counted(Contribution(client, num_examples, global_loss), divisor), size_bytes, loss, None)
            for client, num_examples, global_loss, divisor, size_bytes, loss in self.rows
        ]


def _row(who: Contribution, one: Trained) -> tuple[int, int, float | None, float, int, float]:
    return who.client, who.num_examples, who.global_loss, one.counted.divisor, one.size_bytes, one.loss
