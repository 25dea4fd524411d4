"""Which examples a client's minibatches hold: a value."""

from typing import NamedTuple

from learning.arrays import IndexArray


class Visits(NamedTuple):
    """The minibatches of one client in one round, one behind another: the examples that they hold [S], and where each ends among these."""

    order_S: IndexArray
    ends: IndexArray

    @property
    def batches(self) -> list[IndexArray]:
        """Each minibatch, indices into the client's own examples."""
        ends = self.ends.tolist()
        return [self.order_S[start:end] for start, end in zip((0, *ends), ends, strict=False)]
