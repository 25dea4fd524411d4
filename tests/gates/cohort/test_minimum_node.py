"""A machine that is sold with 8 GB is one, whatever its firmware keeps of them."""

import pytest

from gates.cohort.minimum_node import machine_doubt


@pytest.mark.parametrize(("cores", "memory_gib"), [(4, 7.4), (4, 7.8), (4, 8.0), (64, 7.0)])
def test_a_minimum_node_is_not_doubted(cores: int, memory_gib: float):
    assert machine_doubt(cores, memory_gib) == ""


@pytest.mark.parametrize(("cores", "memory_gib"), [(3, 16.0), (4, 6.9), (4, 5.7), (2, 1.0)])
def test_a_smaller_machine_is_told_what_a_node_has(cores: int, memory_gib: float):
    assert "4 cores and 8 GB" in machine_doubt(cores, memory_gib)
