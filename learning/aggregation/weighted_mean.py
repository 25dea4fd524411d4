"""The mean of client updates, weighted by examples, in 64-bit fixed point: addition without order."""

import math
from collections.abc import Callable

import numpy as np

from learning.arrays import Float32Array, Int64Array, squared_norm
from learning.errors import EmptyCohortError, UpdateNotFiniteError, UpdateOutOfRangeError, UpdateShapeError
from learning.loops.switch import SumPlace, loaded_loops

MAX_EXAMPLES = 2**31 - 1
_FRACTION_BITS = 30
_CHUNK = 16_384
"""Parameters worked on at a time, so that their terms stay in the cache."""
_ROUNDER = 1.5 * 2.0**52
_ROUNDER_BITS = int(np.float64(_ROUNDER).view(np.int64))
"""A double of 1.5·2^52 plus an integer below 2^51 has the bits of the one plus the other: rounding and conversion in one addition."""


class FixedPointSum:
    """A running weighted sum whose bits do not depend on the order of `add`.

    Each update is rounded once to multiples of 2^-30 after its weighting; integers are added from there on. Every update has an
    equal part of the range, so that whether one is refused does not depend on the others. `sum_P` [num_parameters], where given, is
    where the sum is kept.
    """

    def __init__(self, num_parameters: int, max_updates: int = 65_536, sum_P: Int64Array | None = None) -> None:
        assert 1 <= max_updates <= 2**31, max_updates
        self._num_parameters, self._room_P = num_parameters, sum_P
        self._sum_P: Int64Array | None = None  # nought as yet
        self._terms = np.empty(min(_CHUNK, num_parameters))
        self._largest_term = min(2.0**51, 2.0**62 / max_updates) / 2.0**_FRACTION_BITS
        self._max_updates = max_updates
        self._num_updates = 0

    def add(self, update_P: Float32Array, weight: float, squared: float | None = None) -> None:
        """Add `weight` times the update; on an error nothing is changed. What is far below 2^-30 after the weighting is lost.

        `squared` is the update's `squared_norm`, where the caller knows it.
        Errors: UpdateShapeError, UpdateNotFiniteError, UpdateOutOfRangeError (learning.update.*).
        """
        self._check(update_P, weight, squared)
        sum_P, scale = self._place(), weight * 2.0**_FRACTION_BITS
        loops = loaded_loops()
        if loops is not None:
            loops.add_terms(sum_P, update_P, scale, _ROUNDER)
        else:
            self._add_in_pieces(sum_P, update_P, scale)
        self._num_updates += 1

    def add_together(self, add: Callable[[SumPlace], int], most: int) -> int:
        """Let `add` add at most so many updates of this sum's size, each with a weight of at most `MAX_EXAMPLES`; it says how many it has.

        A sum in which it has raised is of no use.
        """
        assert self._num_updates + most <= self._max_updates
        number = add(SumPlace(self._place(), 2.0**_FRACTION_BITS, _ROUNDER, self._largest_term))
        self._num_updates += number
        return number

    def _place(self) -> Int64Array:
        if self._sum_P is None:
            self._sum_P = np.empty(self._num_parameters, dtype=np.int64) if self._room_P is None else self._room_P
            self._sum_P.fill(0)
        return self._sum_P

    def _add_in_pieces(self, sum_P: Int64Array, update_P: Float32Array, scale: float) -> None:
        for start in range(0, len(update_P), _CHUNK):
            values, sums = update_P[start : start + _CHUNK], sum_P[start : start + _CHUNK]
            terms = self._terms[: len(values)]
            np.copyto(terms, values)
            np.multiply(terms, scale, terms)
            np.add(terms, _ROUNDER, terms)
            np.add(sums, terms.view(np.int64), sums)

    def merge(self, sum_P: Int64Array, num_updates: int) -> None:
        """Add what another sum, made alike, holds in its `sum_P` after `num_updates` updates; the array may be this sum's from then on."""
        assert sum_P.shape == (self._num_parameters,) and self._num_updates + num_updates <= self._max_updates
        if not num_updates:
            return
        if self._sum_P is None:
            self._sum_P = sum_P
        else:
            self._sum_P += sum_P
        self._num_updates += num_updates

    def over(self, divisor: float) -> Float32Array:
        """The sum [P] divided by `divisor`; nought where that is nought, for then no update counts.

        Errors: EmptyCohortError (learning.cohort.empty).
        """
        if self._sum_P is None or not self._num_updates:
            raise EmptyCohortError("the mean of no updates")
        if divisor == 0:
            return np.zeros(self._num_parameters, dtype=np.float32)
        rounders = np.array(self._num_updates * _ROUNDER_BITS % 2**64, dtype=np.uint64).view(np.int64)
        mean_P, loops = np.empty(self._num_parameters, dtype=np.float32), loaded_loops()
        if loops is not None:
            loops.divide(self._sum_P, int(rounders), divisor * 2.0**_FRACTION_BITS, mean_P)
            return mean_P
        for start in range(0, len(mean_P), _CHUNK):
            part = slice(start, start + _CHUNK)
            sums = self._sum_P[part] - rounders  # both wrap at 2^64, their difference is in range
            mean_P[part] = sums / (divisor * 2.0**_FRACTION_BITS)
        return mean_P

    def _check(self, update_P: Float32Array, weight: float, squared: float | None) -> None:
        if update_P.shape != (self._num_parameters,):
            raise UpdateShapeError("the update does not fit the model", have=update_P.size, need=self._num_parameters)
        if not 0 <= weight * 2.0**_FRACTION_BITS < float("inf"):
            raise UpdateOutOfRangeError("the update's weight is out of range", weight=weight)
        if self._num_updates == self._max_updates:
            raise UpdateOutOfRangeError("more updates than the mean was made for")
        # No value is larger than the norm, which takes half of the time; twice it, for its own rounding. The squares of values below
        # 1e-22 are nought, so that it says nothing under the weight of a client that claims a huge loss.
        if weight <= MAX_EXAMPLES:
            squared = squared_norm(update_P) if squared is None else squared
            if 2 * math.sqrt(squared) * weight <= self._largest_term:
                return
        largest = max(abs(float(update_P.min(initial=0))), abs(float(update_P.max(initial=0))))
        if not np.isfinite(largest):
            raise UpdateNotFiniteError("the update holds NaN or an infinity")
        if largest * weight > self._largest_term:
            raise UpdateOutOfRangeError("a value times its weight is out of range", largest=largest, weight=weight)


class FixedPointMean:
    """A running mean weighted by examples; see `FixedPointSum`."""

    def __init__(self, num_parameters: int, max_updates: int = 65_536) -> None:
        self._sum = FixedPointSum(num_parameters, max_updates)
        self.num_examples = 0

    def add(self, update_P: Float32Array, num_examples: int) -> None:
        """Count the update `num_examples` times; on an error nothing is changed.

        Errors: those of `check_num_examples` and `FixedPointSum.add`.
        """
        check_num_examples(num_examples)
        self._sum.add(update_P, float(num_examples))
        self.num_examples += num_examples

    def mean(self) -> Float32Array:
        """The mean [P] of what was added.

        Errors: EmptyCohortError (learning.cohort.empty).
        """
        return self._sum.over(float(self.num_examples))


def check_num_examples(num_examples: int) -> None:
    """Refuse a number of examples that no client can have.

    Errors: UpdateOutOfRangeError (learning.update.out_of_range).
    """
    if not 1 <= num_examples <= MAX_EXAMPLES:
        raise UpdateOutOfRangeError("the number of examples is out of range", num_examples=num_examples, most=MAX_EXAMPLES)


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
