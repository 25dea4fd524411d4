"""Clients of few labels: the examples in the order of their labels, cut into shards, and a few shards for each client."""

import numpy as np

from learning.arrays import IndexArray, Int64Array
from learning.errors import PartitionImpossibleError


def partition_shards(labels_N: Int64Array, num_clients: int, shards_per_client: int, generator: np.random.Generator) -> list[IndexArray]:
    """A split in which each client gets `shards_per_client` shards of almost one label each; every example exactly once.

    Shards differ in size by one at most; the examples of one label are shuffled before they are cut.
    Errors: PartitionImpossibleError (learning.partition.impossible) where there are fewer examples than shards.
    Source: McMahan et al. 2017, arXiv:1602.05629, section 3 (the pathological non-IID split).
    """
    if num_clients < 1 or shards_per_client < 1 or num_clients * shards_per_client > len(labels_N):
        raise PartitionImpossibleError(
            "each shard needs an example", num_examples=len(labels_N), num_clients=num_clients, shards_per_client=shards_per_client
        )
    shuffled_N = generator.permutation(len(labels_N)).astype(np.intp, copy=False)
    sorted_N = shuffled_N[np.argsort(labels_N[shuffled_N], kind="stable")]
    shards = np.array_split(sorted_N, num_clients * shards_per_client)
    hands = generator.permutation(len(shards)).reshape(num_clients, shards_per_client)
    return [np.sort(np.concatenate([shards[shard] for shard in hand])) for hand in hands]
