"""One pass tells that all values are finite, and never errs."""

import numpy as np
import pytest

from learning.arrays import all_finite, squared_norm


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_one_value_that_is_not_finite_is_found(dtype, value):
    array = np.ones((7, 30), dtype)
    assert all_finite(array)
    array[3, 11] = value
    assert not all_finite(array)


def test_finite_values_are_finite_also_where_their_squares_are_not():
    array = np.full((5, 4), np.finfo(np.float32).max, np.float32)
    assert all_finite(array) and squared_norm(array) == np.inf


def test_empty_and_strided_arrays_have_a_norm():
    array = np.arange(24, dtype=np.float32).reshape(4, 6)
    assert squared_norm(array[:0]) == 0 and all_finite(array[:0])
    assert squared_norm(array[::2, ::3]) == (array[::2, ::3] ** 2).sum()
