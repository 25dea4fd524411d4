"""The pieces of the loops."""

import numpy as np
import pytest

from learning.kernels.blas import LEAST_ROWS, UNPACKED_PRODUCT
from learning.loops.calls import copy, rows_at_once, run_length
from learning.loops.places import Training


def test_as_many_numbers_are_copied_as_the_target_has():
    target = np.zeros(3, np.float32)
    copy(target, np.arange(1, 6, dtype=np.float32))
    assert target.tolist() == [1, 2, 3]


@pytest.mark.parametrize(("place", "feature", "expected"), [(0, 2, 3), (1, 3, 2), (3, 7, 1), (4, 9, 2), (6, 11, 0), (0, 1, 0)])
def test_a_run_is_of_features_that_follow_each_other(place, feature, expected):
    assert run_length(np.array([2, 3, 4, 7, 9, 10]), place, feature) == expected


@pytest.mark.parametrize(("row_size", "expected"), [(1, 1_000_000), (100_000, 10), (125_000, 8), (125_001, 77), (10**9, 77)])
def test_rows_are_taken_as_many_at_a_time_as_the_faster_kernels_multiply_or_all(row_size, expected):
    empty = np.empty((0, 0), np.float32)
    one = Training(
        np.empty(0, np.int64),
        empty,
        empty[0:0].reshape(-1),
        empty,
        np.empty(0, np.int64),
        np.empty(0, np.float32),
        0.1,
        UNPACKED_PRODUCT,
        LEAST_ROWS,
    )
    assert rows_at_once(one, 77, row_size) == expected
