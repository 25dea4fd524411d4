"""The environment in which every computing process runs, so that all of them get the same bits."""

from collections.abc import Mapping

_THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
_KEPT_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(32 << 20), "MALLOC_TRIM_THRESHOLD_": str(64 << 20)}
"""Bytes. Else glibc gives back the memory of each update as soon as it is freed, and the kernel clears its pages for the next one."""
_SKYLAKEX_FLAGS = frozenset({"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"})


def compute_environment(base: Mapping[str, str], cpu_flags: frozenset[str]) -> dict[str, str]:
    """`base` with one thread for every BLAS, the BLAS core type settled and freed memory kept; to be set before NumPy is imported.

    OpenBLAS picks slow kernels on some AVX-512 processors: SkylakeX doubles its GEMM, and would crash where
    the processor lacks the instructions. `cpu_flags` are those of /proc/cpuinfo, empty where there is none.
    """
    environment = {name: value for name, value in base.items() if name != "OPENBLAS_CORETYPE"}
    environment |= dict.fromkeys(_THREADS, "1") | _KEPT_MEMORY | {"PYTHONHASHSEED": "0"}
    if cpu_flags >= _SKYLAKEX_FLAGS:
        environment["OPENBLAS_CORETYPE"] = "SkylakeX"
    return environment
