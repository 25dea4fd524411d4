"""The mean of client updates, weighted by examples, in 64-bit fixed point: addition without order."""

import numpy as np

from learning.arrays import Float32Array, Int64Array
from learning.errors import EmptyCohortError, UpdateNotFiniteError, UpdateOutOfRangeError, UpdateShapeError

MAX_EXAMPLES = 2**31 - 1
_FRACTION_BITS = 32
_CHUNK = 16_384
"""Parameters worked on at a time, so that the intermediate values stay in the cache."""


class FixedPointMean:
    """A running weighted mean whose bits do not depend on the order of `add`.

    Each update is rounded once to multiples of 2^-32 after its weighting; integers are added from there on. Every update has an
    equal part of the range, so that whether one is refused does not depend on the others.
    """

    def __init__(self, num_parameters: int, max_updates: int = 65_536) -> None:
        assert 1 <= max_updates <= 2**31
        self._sum_P: Int64Array = np.zeros(num_parameters, dtype=np.int64)
        self._largest_term = 2.0 ** (62 - _FRACTION_BITS) / max_updates
        self._updates_left = max_updates
        self.num_examples = 0

    def add(self, update_P: Float32Array, num_examples: int) -> None:
        """Count the update `num_examples` times; on an error nothing is changed.

        Errors: UpdateShapeError, UpdateNotFiniteError, UpdateOutOfRangeError (learning.update.*).
        """
        self._check(update_P, num_examples)
        scale = float(num_examples) * 2.0**_FRACTION_BITS
        for start in range(0, len(update_P), _CHUNK):
            part = slice(start, start + _CHUNK)
            term = np.multiply(update_P[part], scale, dtype=np.float64)
            self._sum_P[part] += np.rint(term, out=term).astype(np.int64)
        self.num_examples += num_examples
        self._updates_left -= 1

    def mean(self) -> Float32Array:
        """The mean [P] of what was added.

        Errors: EmptyCohortError (learning.cohort.empty).
        """
        if self.num_examples == 0:
            raise EmptyCohortError("the mean of no updates")
        return (self._sum_P / (self.num_examples * 2.0**_FRACTION_BITS)).astype(np.float32)

    def _check(self, update_P: Float32Array, num_examples: int) -> None:
        if update_P.shape != self._sum_P.shape:
            raise UpdateShapeError("the update does not fit the model", have=update_P.size, need=self._sum_P.size)
        if not 1 <= num_examples <= MAX_EXAMPLES:
            raise UpdateOutOfRangeError("the number of examples is out of range", num_examples=num_examples, most=MAX_EXAMPLES)
        if self._updates_left == 0:
            raise UpdateOutOfRangeError("more updates than the mean was made for")
        largest = max(abs(float(update_P.min(initial=0))), abs(float(update_P.max(initial=0))))
        if not np.isfinite(largest):
            raise UpdateNotFiniteError("the update holds NaN or an infinity")
        if largest * num_examples > self._largest_term:
            raise UpdateOutOfRangeError("a value times its examples is out of range", largest=largest, num_examples=num_examples)


def average_updates(updates_CP: Float32Array, weights_C: Int64Array) -> Float32Array:
    """Weighted mean of client updates, the same bits for any order of clients.

    Shapes: updates_CP [clients, parameters] float32, weights_C [clients] int64; returns [parameters].
    Units: weights are example counts, not fractions.
    Errors: UpdateShapeError (learning.update.shape), EmptyCohortError (learning.cohort.empty) and those of `FixedPointMean.add`.
    Source: McMahan et al. 2017, arXiv:1602.05629, Algorithm 1.
    """
    if updates_CP.ndim != 2 or weights_C.shape != updates_CP.shape[:1]:
        raise UpdateShapeError("updates are [clients, parameters], weights [clients]")
    if len(updates_CP) == 0:
        raise EmptyCohortError("the mean of no updates")
    mean = FixedPointMean(updates_CP.shape[1], len(updates_CP))
    for update_P, weight in zip(updates_CP, weights_C, strict=True):
        mean.add(update_P, int(weight))
    return mean.mean()
