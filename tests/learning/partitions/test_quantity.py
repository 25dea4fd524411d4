"""The split by quantity is complete, seeded, skewed in size alone, and keeps its least size."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.errors import PartitionImpossibleError
from learning.partitions.quantity import partition_quantity
from learning.partitions.skew import label_total_variation

LABELS = np.random.default_rng(1).integers(0, 10, 600)


@given(st.integers(1, 30), st.floats(1e-3, 1e3), st.integers(1, 20), st.integers(0, 2**32))
def test_every_example_is_given_once_and_no_client_gets_too_few(num_clients, alpha, min_size, seed):
    parts = partition_quantity(LABELS, num_clients, alpha, min_size, np.random.default_rng(seed))
    assert len(parts) == num_clients and min(len(part) for part in parts) >= min_size
    assert sorted(np.concatenate(parts)) == list(range(600))


def test_same_generator_gives_the_same_parts():
    first, second = (partition_quantity(LABELS, 7, 0.3, 20, np.random.default_rng(3)) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def test_small_alpha_is_more_unequal_than_large():
    spreads = [
        np.std([len(part) for part in partition_quantity(LABELS, 10, alpha, 1, np.random.default_rng(0))]) for alpha in (0.1, 1, 100)
    ]
    assert spreads[0] > spreads[1] > spreads[2]


def test_labels_are_not_skewed_beyond_chance():
    many = np.random.default_rng(1).integers(0, 10, 60_000)
    assert label_total_variation(many, partition_quantity(many, 10, 1.0, 1000, np.random.default_rng(0))) < 0.05


def test_least_sizes_that_exactly_use_up_the_examples_are_met():
    assert {len(part) for part in partition_quantity(LABELS, 30, 0.1, 20, np.random.default_rng(0))} == {20}


@pytest.mark.parametrize(
    ("num_clients", "alpha", "min_size"), [(0, 1, 1), (4, 0, 1), (4, float("nan"), 1), (4, float("inf"), 1), (4, 1, 0), (4, 1, 151)]
)
def test_impossible_split_is_refused(num_clients, alpha, min_size):
    with pytest.raises(PartitionImpossibleError):
        partition_quantity(LABELS, num_clients, alpha, min_size, np.random.default_rng(0))
