"""The environment that the pool's processes share with this one."""

import os

import pytest


@pytest.fixture
def environment() -> dict[str, str]:
    """One BLAS thread, as `one_thread` sets it here."""
    return {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
