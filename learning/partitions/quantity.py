"""Clients alike in what they have and unlike in how much: sizes by a Dirichlet draw."""

import numpy as np

from learning.arrays import IndexArray, Int64Array
from learning.errors import PartitionImpossibleError


def partition_quantity(
    labels_N: Int64Array, num_clients: int, alpha: float, min_size: int, generator: np.random.Generator
) -> list[IndexArray]:
    """A random split with quantity skew, every example exactly once: `min_size` for each client and a Dirichlet share of the rest.

    Units: `alpha` is the concentration: small is skewed, large is near equal sizes.
    Errors: PartitionImpossibleError (learning.partition.impossible).
    Source: Li, Diao, Chen, He 2022, arXiv:2102.02079 (quantity skew); the least size is ours.
    """
    if num_clients < 1 or min_size < 1 or not 0 < alpha < float("inf") or num_clients * min_size > len(labels_N):
        raise PartitionImpossibleError(
            "too few examples for the clients, or a bound is not positive",
            num_examples=len(labels_N), num_clients=num_clients, min_size=min_size, alpha=alpha,
        )  # fmt: skip
    order_N = generator.permutation(len(labels_N)).astype(np.intp, copy=False)
    shares_C = generator.dirichlet(np.full(num_clients, alpha))
    num_free = len(labels_N) - num_clients * min_size
    cuts = (np.cumsum(shares_C)[:-1] * num_free).astype(np.intp) + min_size * np.arange(1, num_clients)
    return [np.sort(part) for part in np.split(order_N, cuts)]
