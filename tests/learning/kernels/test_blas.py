"""The in-place BLAS calls really write in place, also into views of a flat vector."""

import numpy as np
import pytest

from learning.kernels import blas

RANDOM = np.random.default_rng(0)


def make(*shape):
    return RANDOM.standard_normal(shape, dtype=np.float32)


def run(calls):
    for call in calls:
        call()


@pytest.mark.parametrize("limit", [0, 120, 150, 240])
@pytest.mark.parametrize("offset", [0, 1, 3])
def test_product_is_added_where_the_target_lies(offset, limit):
    flat, left, right = make(60 + offset), make(4, 12), make(4, 5)
    target = flat[offset:].reshape(12, 5)
    expected = 0.5 * target + 2 * left.T @ right
    calls = blas.add_product(target, left, right, 2.0, 0.5, unpacked=limit)
    assert len(calls) == (2 if limit in (120, 150) else 1)
    run(calls)
    assert np.allclose(flat[offset:].reshape(12, 5), expected, atol=1e-5)


def test_rows_are_added_where_the_target_lies():
    flat, rows = make(9), make(4, 5)
    expected = 0.5 * flat[2:7] + 3 * rows.sum(axis=0)
    run(blas.add_rows(flat[2:7], rows, np.ones(4, np.float32), 3.0, 0.5))
    assert np.allclose(flat[2:7], expected, atol=1e-5)


def test_scaled_vector_is_added_in_place():
    target, addend = make(50), make(50)
    expected = target - 0.1 * addend
    blas.add_scaled(target, addend, -0.1)
    assert np.allclose(target, expected, atol=1e-6)


@pytest.mark.parametrize("limit", [0, 450, 700, 1400])
@pytest.mark.parametrize("rows", [1, 7, 8])
def test_halves_make_up_the_whole_product(limit, rows):
    left, right, output = make(rows, 12), make(12, 10), np.empty((rows, 10), np.float32)
    calls = blas.product(left, right, output, unpacked=limit)
    assert len(calls) == (2 if limit < rows * 120 <= 2 * limit else 1)
    run(calls)
    assert np.allclose(output, left @ right, atol=1e-5)


def test_aligned_arrays_start_on_a_cache_line():
    arrays = [blas.aligned_empty(*shape) for shape in ((3,), (5, 7), (1, 1), (2, 3, 4))]
    assert [(array.ctypes.data % 64, array.shape) for array in arrays] == [(0, (3,)), (0, (5, 7)), (0, (1, 1)), (0, (2, 3, 4))]
    assert all(array.flags.c_contiguous and array.dtype == np.float32 for array in arrays)


@pytest.mark.parametrize("beta", [0.0, 1.0])
@pytest.mark.parametrize("turned", [(left, right, output) for left in (0, 1) for right in (0, 1) for output in (0, 1)])
@pytest.mark.parametrize("limit", [0, 450])
def test_product_is_written_where_the_output_lies_however_its_sides_lie(turned, beta, limit):
    left, right, output = (
        np.asarray(make(*shape), order="F" if is_turned else "C")
        for shape, is_turned in zip(((7, 12), (12, 10), (7, 10)), turned, strict=True)
    )
    expected = beta * output + left @ right
    run(blas.product(left, right, output, beta, unpacked=limit))
    assert np.allclose(output, expected, atol=1e-5)


@pytest.mark.parametrize("size", [(7, 12, 10), (40, 300, 90), (20, 2000, 100)], ids=["whole", "in parts", "too wide for parts"])
def test_rows_and_columns_are_multiplied_at_once(size):
    rows, inner, width = size
    left, right, output, other = make(rows, inner), make(inner, width), make(rows, width), make(inner, width)
    expected, turned = output + left @ right, left.T @ output
    blas.multiply_columns(left, output, other)
    blas.multiply_rows(left, right, output)
    assert np.allclose(output, expected, atol=1e-3) and np.allclose(other, turned, atol=1e-3)


@pytest.mark.parametrize("shapes", [((3, 5), (2, 2)), ((16, 4), (7, 1)), ((1, 1), (9, 9))])
def test_a_pair_lies_on_cache_lines_and_apart(shapes):
    one, other = blas.aligned_pair(*shapes)
    assert (one.shape, other.shape) == shapes and not np.shares_memory(one, other)
    assert all(array.flags.c_contiguous and array.ctypes.data % 64 == 0 for array in (one, other))


def test_an_inner_product_is_a_float32_number():
    left, right = make(300), make(300)
    assert blas.inner_product(left, right).dtype == np.float32
    assert blas.inner_product(left, right) == pytest.approx(float(left.astype(np.float64) @ right), abs=1e-4)
