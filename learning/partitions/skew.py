"""How unlike the clients of a partition are."""

from collections.abc import Sequence

import numpy as np

from learning.arrays import IndexArray, Int64Array
from learning.errors import EmptyCohortError


def label_total_variation(labels_N: Int64Array, parts: Sequence[IndexArray]) -> float:
    """Mean over clients of the total-variation distance between a client's label shares and those of all examples.

    Units: 0 is every client like the whole, 1 is nothing in common.
    Errors: EmptyCohortError (learning.cohort.empty) where there is no client, or one without examples.
    """
    if not parts or any(len(part) == 0 for part in parts):
        raise EmptyCohortError("a client has no examples, or there is no client")
    num_classes = int(labels_N.max()) + 1
    overall_K = np.bincount(labels_N, minlength=num_classes) / len(labels_N)
    distances = [0.5 * np.abs(np.bincount(labels_N[part], minlength=num_classes) / len(part) - overall_K).sum() for part in parts]
    return float(np.mean(distances))
