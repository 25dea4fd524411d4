"""The BLAS calls of the kernels, typed and bound to their arrays, in place.

SciPy's wrappers write into the array they are given only where its memory layout suits Fortran; every array here is C-contiguous
float32, so that its transpose does.
"""

import math
from collections.abc import Callable
from functools import partial
from typing import cast

import numpy as np
from scipy.linalg.blas import saxpy, sdot, sgemm, sgemv  # pyright: ignore

from learning.arrays import Float32Array

_Routine = Callable[..., Float32Array]
_sgemm = cast(_Routine, sgemm)
_sgemv = cast(_Routine, sgemv)
_saxpy = cast(_Routine, saxpy)

UNPACKED_PRODUCT = 1_000_000
"""OpenBLAS's AVX-512 kernels do not copy the matrices of a product of at most so many multiplications, which halves its time.
A function of shapes alone, so that it decides the same bits everywhere; architectures without such kernels lose a few percent."""
LEAST_ROWS = 8
"""With fewer rows at a time a product reads its other side more often than the faster kernels save."""

Call = Callable[[], object]
"""One operation with its arrays bound: a kernel binds those of a step once and then only calls them."""

_ALIGNMENT = 64
"""Bytes of a cache line and of an AVX-512 register: products read aligned matrices in three quarters of the time."""


def aligned_empty(*shape: int) -> Float32Array:
    """An array of that shape, not filled, that starts on a cache line."""
    size = math.prod(shape)
    buffer = np.empty(size + _ALIGNMENT // 4, dtype=np.float32)
    start = -buffer.__array_interface__["data"][0] % _ALIGNMENT // 4
    return buffer[start : start + size].reshape(shape)


def aligned_pair(shape: tuple[int, int], other: tuple[int, int]) -> tuple[Float32Array, Float32Array]:
    """Two of them in one piece of memory."""
    size, end = math.prod(shape), math.prod(other)
    start = -(-size * 4 // _ALIGNMENT) * _ALIGNMENT // 4
    both = aligned_empty(start + end)
    return both[:size].reshape(shape), both[start:].reshape(other)


def product(
    left_BI: Float32Array,
    right_IO: Float32Array,
    output_BO: Float32Array,
    beta: float = 0.0,
    *,
    alpha: float = 1.0,
    unpacked: int = UNPACKED_PRODUCT,
) -> list[Call]:
    """Set output to beta·output + alpha·left·right, in place; the output or its transpose lies in one piece.

    In two parts of its rows where these are small enough for the faster kernels and the whole is not.
    """
    if not output_BO.flags.c_contiguous:
        return product(right_IO.T, left_BI.T, output_BO.T, beta, alpha=alpha, unpacked=unpacked)
    size = left_BI.shape[1] * output_BO.size
    parts = _halves(len(left_BI)) if unpacked < size <= 2 * unpacked else (slice(None),)
    right, is_turned = _transposed(right_IO)
    calls: list[Call] = []
    for part in parts:
        left, is_left_turned = _transposed(left_BI[part])
        calls.append(partial(_sgemm, alpha, right, left, beta, output_BO[part].T, is_turned, is_left_turned, 1))
    return calls


def add_product(
    target_IO: Float32Array, left_BI: Float32Array, right_BO: Float32Array, alpha: float, beta: float, *, unpacked: int = UNPACKED_PRODUCT
) -> list[Call]:
    """Set target to beta·target + alpha·leftᵀ·right, in place; in two parts of its rows as `product` does.

    Half of the left side does not lie in one piece: SciPy copies it, which costs less than is gained.
    """
    size = len(left_BI) * target_IO.size
    parts = _halves(len(target_IO)) if unpacked < size <= 2 * unpacked else (slice(None),)
    right, is_turned = _transposed(right_BO)
    return [partial(_sgemm, alpha, right, left_BI[:, part].T, beta, target_IO[part].T, is_turned, 1, 1) for part in parts]


def multiply_rows(left_NI: Float32Array, right_IO: Float32Array, output_NO: Float32Array) -> None:
    """Add left·right to the output at once, by as many rows at a time as the faster kernels take; all are C-contiguous."""
    turned = right_IO.T
    for part in _unpacked_parts(len(left_NI), right_IO.size):
        _sgemm(1.0, turned, left_NI[part].T, 1.0, output_NO[part].T, 0, 0, 1)


def multiply_columns(left_NI: Float32Array, right_NO: Float32Array, output_IO: Float32Array) -> None:
    """Set the output to leftᵀ·right at once, by as many rows of both at a time as the faster kernels take; all are C-contiguous."""
    turned, beta = output_IO.T, 0.0
    for part in _unpacked_parts(len(left_NI), output_IO.size):
        _sgemm(1.0, right_NO[part].T, left_NI[part].T, beta, turned, 0, 1, 1)
        beta = 1.0


def _unpacked_parts(num_rows: int, row_size: int) -> list[slice]:
    """The rows in parts that are small enough for the faster kernels, at `row_size` multiplications a row; whole where too few rows are."""
    step = UNPACKED_PRODUCT // row_size
    if step < LEAST_ROWS:
        return [slice(0, num_rows)]
    return [slice(start, start + step) for start in range(0, num_rows, step)]


def _transposed(matrix_BO: Float32Array) -> tuple[Float32Array, int]:
    """What SciPy takes for the transpose of a matrix without copying it, and whether it has to turn that."""
    return (matrix_BO.T, 0) if matrix_BO.flags.c_contiguous else (matrix_BO, 1)


def _halves(num_rows: int) -> tuple[slice, slice]:
    middle = (num_rows + 1) // 2
    return slice(middle), slice(middle, num_rows)


def add_rows(target_O: Float32Array, rows_BO: Float32Array, ones_B: Float32Array, alpha: float, beta: float) -> list[Call]:
    """Set target to beta·target + alpha·(sum of the rows), in place; `ones_B` holds ones."""
    rows, is_turned = _transposed(rows_BO)
    return [partial(_sgemv, alpha, rows, ones_B, beta, target_O, 0, 1, 0, 1, is_turned, 1)]


def inner_product(left_P: Float32Array, right_P: Float32Array) -> np.float32:
    """The sum of the products, by SciPy's BLAS too."""
    return np.float32(sdot(left_P, right_P))


def add_scaled(target_P: Float32Array, addend_P: Float32Array, alpha: float) -> None:
    """Set target to target + alpha·addend, in place."""
    _saxpy(addend_P, target_P, len(target_P), alpha)
