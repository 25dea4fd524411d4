"""Clients unlike: each label is spread over the clients by a Dirichlet draw."""

import heapq

import numpy as np

from learning.arrays import IndexArray, Int64Array
from learning.errors import PartitionImpossibleError


def partition_dirichlet(
    labels_N: Int64Array, num_clients: int, alpha: float, min_size: int, generator: np.random.Generator
) -> list[IndexArray]:
    """A split with label skew, every example exactly once; a client below `min_size` is filled from the largest ones.

    Units: `alpha` is the concentration: small is skewed, large is near IID.
    Errors: PartitionImpossibleError (learning.partition.impossible).
    Source: Hsu, Qi, Brown 2019, arXiv:1909.06335; the least size is ours.
    """
    if num_clients < 1 or min_size < 1 or not 0 < alpha < float("inf") or num_clients * min_size > len(labels_N):
        raise PartitionImpossibleError(
            "too few examples for the clients, or a bound is not positive",
            num_examples=len(labels_N), num_clients=num_clients, min_size=min_size, alpha=alpha,
        )  # fmt: skip
    parts: list[list[int]] = [[] for _ in range(num_clients)]
    for label in np.unique(labels_N):
        indices = generator.permutation(np.flatnonzero(labels_N == label))
        shares_C = generator.dirichlet(np.full(num_clients, alpha))
        cuts = (np.cumsum(shares_C)[:-1] * len(indices)).astype(np.intp)
        for part, piece in zip(parts, np.split(indices, cuts), strict=True):
            part.extend(piece.tolist())
    _fill_small(parts, min_size, generator)
    return [np.array(sorted(part), dtype=np.intp) for part in parts]


def _fill_small(parts: list[list[int]], min_size: int, generator: np.random.Generator) -> None:
    """Move random examples from the client that is the largest at that moment to each that is too small."""
    largest = [(-len(part), client) for client, part in enumerate(parts)]
    heapq.heapify(largest)
    for part in parts:
        while len(part) < min_size:
            _, giver = heapq.heappop(largest)
            source = parts[giver]
            if source is part:
                continue
            part.append(source.pop(int(generator.integers(len(source)))))
            heapq.heappush(largest, (-len(source), giver))
