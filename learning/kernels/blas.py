"""The three BLAS calls that accumulate in place, typed.

SciPy's wrappers write into the array they are given only where its memory layout suits Fortran; every array here is C-contiguous
float32, so that its transpose does.
"""

from collections.abc import Callable
from typing import cast

from scipy.linalg.blas import saxpy, sgemm, sgemv  # pyright: ignore

from learning.arrays import Float32Array

_Routine = Callable[..., Float32Array]
_sgemm = cast(_Routine, sgemm)
_sgemv = cast(_Routine, sgemv)
_saxpy = cast(_Routine, saxpy)


def add_product(target_IO: Float32Array, left_BI: Float32Array, right_BO: Float32Array, alpha: float, beta: float) -> None:
    """Set target to beta·target + alpha·leftᵀ·right, in place."""
    _sgemm(alpha, right_BO.T, left_BI.T, beta, target_IO.T, 0, 1, 1)


def add_rows(target_O: Float32Array, rows_BO: Float32Array, ones_B: Float32Array, alpha: float, beta: float) -> None:
    """Set target to beta·target + alpha·(sum of the rows), in place; `ones_B` holds ones."""
    _sgemv(alpha, rows_BO.T, ones_B, beta, target_O, 0, 1, 0, 1, 0, 1)


def add_scaled(target_P: Float32Array, addend_P: Float32Array, alpha: float) -> None:
    """Set target to target + alpha·addend, in place."""
    _saxpy(addend_P, target_P, len(target_P), alpha)
