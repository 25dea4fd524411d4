"""More clients than examples: each client's shard is drawn when it is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from learning.arrays import Float64Array, IndexArray, Int64Array
from learning.errors import PartitionImpossibleError
from learning.examples import Examples
from learning.randomness import generator

_DRAW = 1
"""The place of a round in the seed of a draw: a partition of all examples at once has 0 there."""


@dataclass(frozen=True, slots=True)
class Population:
    """What a population is like: how many clients, how many examples each has, how unlike their labels are.

    Units: sizes are examples, drawn evenly from `least_size` to `most_size`; `alpha` is the concentration of the Dirichlet draw of a
    client's labels, as in `partition_dirichlet`.
    """

    num_clients: int
    least_size: int
    most_size: int
    alpha: float
    seed: int


class VirtualShards(Sequence[Examples]):
    """The shards of a population: a client's is a function of (seed, client) and is kept nowhere, so that their number costs nothing.

    Its labels are drawn from its own Dirichlet shares, and for each label an example that has it, evenly and with repetition; clients
    share examples.
    Errors: PartitionImpossibleError (learning.partition.impossible) where there are no examples or no clients, or a bound is wrong.
    """

    def __init__(self, examples: Examples, population: Population) -> None:
        sizes_are_right = 1 <= population.least_size <= population.most_size
        if examples.num_examples < 1 or population.num_clients < 1 or not sizes_are_right or not 0 < population.alpha < float("inf"):
            raise PartitionImpossibleError("there are no examples or no clients, or a bound is wrong", num_clients=population.num_clients)
        self._examples, self._population = examples, population
        self._by_label_N: IndexArray = np.argsort(examples.labels_N, kind="stable").astype(np.intp, copy=False)
        labels, counts = np.unique(examples.labels_N, return_counts=True)
        self._counts_K: Int64Array = counts.astype(np.int64)
        self._starts_K: Int64Array = np.cumsum(self._counts_K) - self._counts_K
        self._concentrations_K: Float64Array = np.full(len(labels), population.alpha)

    def __len__(self) -> int:
        """How many clients there are."""
        return self._population.num_clients

    @overload
    def __getitem__(self, client: int) -> Examples: ...
    @overload
    def __getitem__(self, client: slice) -> "list[Examples]": ...
    def __getitem__(self, client: int | slice) -> "Examples | list[Examples]":
        """A client's examples, or those of several."""
        if isinstance(client, slice):
            return [self[one] for one in range(*client.indices(len(self)))]
        return self._examples.take(self.indices(client))

    def indices(self, client: int) -> IndexArray:
        """Which examples a client has."""
        if not 0 <= client < len(self):
            raise IndexError(client)
        population = self._population
        random = generator(population.seed, _DRAW, client, "partition")
        size = int(random.integers(population.least_size, population.most_size + 1))
        bounds_K = np.cumsum(random.dirichlet(self._concentrations_K))
        labels = np.minimum(np.searchsorted(bounds_K, random.random(size), side="right"), len(bounds_K) - 1)
        places = (random.random(size) * self._counts_K[labels]).astype(np.int64)
        return self._by_label_N[self._starts_K[labels] + places]
