"""Clients alike: each gets an equal random share."""

import numpy as np

from learning.arrays import IndexArray, Int64Array
from learning.errors import PartitionImpossibleError


def partition_iid(labels_N: Int64Array, num_clients: int, generator: np.random.Generator) -> list[IndexArray]:
    """A random split into shares whose sizes differ by one at most; every example exactly once.

    Errors: PartitionImpossibleError (learning.partition.impossible) where there are fewer examples than clients.
    """
    if not 1 <= num_clients <= len(labels_N):
        raise PartitionImpossibleError("each client needs an example", num_examples=len(labels_N), num_clients=num_clients)
    order_N = generator.permutation(len(labels_N)).astype(np.intp, copy=False)
    return [np.sort(part) for part in np.array_split(order_N, num_clients)]
