"""Clients as they come: each speaker, drawer or household has its own examples."""

import numpy as np

from learning.arrays import IndexArray, Int64Array
from learning.errors import PartitionImpossibleError


def partition_natural(owners_N: Int64Array, min_size: int) -> dict[int, IndexArray]:
    """The examples of each owner, by owner, ascending; an owner of fewer than `min_size` is left out, every other example is there once.

    Shapes: owners_N [examples] int64, the number of each example's owner.
    Errors: PartitionImpossibleError (learning.partition.impossible) where no owner has so many.
    """
    order_N = np.argsort(owners_N, kind="stable")
    owners, starts = np.unique(owners_N[order_N], return_index=True)
    parts = dict(zip(owners.tolist(), np.split(order_N, starts[1:]), strict=True)) if len(owners) else {}
    kept = {owner: part for owner, part in parts.items() if len(part) >= min_size}
    if min_size < 1 or not kept:
        raise PartitionImpossibleError("no owner has enough examples", num_owners=len(parts), min_size=min_size)
    return kept
