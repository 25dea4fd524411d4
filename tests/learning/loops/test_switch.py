"""Who computes, and what is imported for it."""

import subprocess
import sys

import pytest

from learning.loops.switch import load_loops, loaded_loops, unload_loops
from learning.simulation import simulate


def test_the_engine_does_not_load_the_compiler():
    code = "import sys, learning.client, learning.simulation, learning.server, learning.pool.crew; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.usefixtures("loops")
def test_a_simulation_ends_in_the_same_bits_by_loops(wide_plan, wide_shards, group_sizes):
    assert loaded_loops() is not None
    by_loops = simulate(wide_plan(), wide_shards)
    unload_loops()
    assert loaded_loops() is None
    assert by_loops.rounds == simulate(wide_plan(), wide_shards).rounds
    assert group_sizes == [4, 4]


def test_without_the_compiler_everything_stays_as_it_is(monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    assert not load_loops() and loaded_loops() is None


@pytest.mark.usefixtures("loops")
def test_with_nowhere_to_keep_what_is_compiled_everything_stays_as_it_is():
    code = """
import sys
from numba.core.caching import CacheImpl
CacheImpl._locator_classes = []
from learning.loops.switch import load_loops, loaded_loops
sys.exit(load_loops() or loaded_loops() is not None)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
