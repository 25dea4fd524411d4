"""The C functions that compiled loops call by name: SciPy's BLAS and NumPy's exponential, the very ones that our NumPy code calls.

The exponential is reached through the first fields of NumPy's `PyUFuncObject`, which its C interface publishes.
"""

import ctypes
from typing import Any, ClassVar

import numpy as np
from llvmlite import binding, ir  # pyright: ignore
from numba import types  # pyright: ignore
from numba.extending import get_cython_function_address, intrinsic  # pyright: ignore


class _Ufunc(ctypes.Structure):
    _fields_: ClassVar[Any] = [
        ("num_references", ctypes.c_ssize_t), ("type", ctypes.c_void_p),
        ("num_inputs", ctypes.c_int), ("num_outputs", ctypes.c_int), ("num_arguments", ctypes.c_int), ("identity", ctypes.c_int),
        ("functions", ctypes.POINTER(ctypes.c_void_p)), ("data", ctypes.POINTER(ctypes.c_void_p)), ("num_types", ctypes.c_int),
    ]  # fmt: skip


def _exponential() -> int:
    """The address of NumPy's loop over float32, which it has chosen for this processor; it takes no data."""
    ufunc, number = _Ufunc.from_address(id(np.exp)), np.exp.types.index("f->f")
    assert (ufunc.num_inputs, ufunc.num_outputs, ufunc.num_types) == (1, 1, len(np.exp.types)), "NumPy lays out its functions otherwise"
    assert not ufunc.data[number], "NumPy's exponential takes data"
    return int(ufunc.functions[number])


def _external(name: str, address: int, num_arguments: int, result: Any = types.void) -> Any:  # pyright: ignore
    """A function of so many addresses under a name by which loops that lie compiled on the disk find it again."""
    binding.add_symbol(name, address)  # pyright: ignore
    return types.ExternalFunction(name, result(*[types.intp] * num_arguments))  # pyright: ignore


def _pointer(element: Any, bits: Any) -> Any:
    """A function, for loops alone, that takes an address for that of such numbers."""

    def typed(_context: Any, _address: Any) -> Any:
        def generated(_inner: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            return builder.inttoptr(arguments[0], ir.PointerType(bits))  # pyright: ignore

        return types.CPointer(element)(types.intp), generated  # pyright: ignore

    return intrinsic(typed)  # pyright: ignore


FLOATS_AT = _pointer(types.float32, ir.FloatType())  # pyright: ignore
BYTES_AT = _pointer(types.uint8, ir.IntType(8))  # pyright: ignore
INTS_AT = _pointer(types.int32, ir.IntType(32))  # pyright: ignore
WORDS_AT = _pointer(types.int64, ir.IntType(64))  # pyright: ignore

_BLAS = "scipy.linalg.cython_blas"
SGEMM = _external("p2p_agents_sgemm", get_cython_function_address(_BLAS, "sgemm"), 13)
SDOT = _external("p2p_agents_sdot", get_cython_function_address(_BLAS, "sdot"), 5, types.float32)  # pyright: ignore
SGEMV = _external("p2p_agents_sgemv", get_cython_function_address(_BLAS, "sgemv"), 11)
EXP = _external("p2p_agents_exp", _exponential(), 4)
