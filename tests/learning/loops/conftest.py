"""Loops that are loaded for one test; without numba only their absence is tested."""

from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from learning.loops.switch import load_loops, unload_loops

_NEEDS_NUMBA = ("called", "calls", "compiled", "draws", "layouts", "perceptron", "steps", "sums", "symbols", "updates")
collect_ignore = [] if find_spec("numba") else [f"test_{name}.py" for name in _NEEDS_NUMBA]


@pytest.fixture
def loops() -> Iterator[None]:
    """This process computes by loops."""
    if not load_loops():
        pytest.skip("numba is not installed")
    yield
    unload_loops()
