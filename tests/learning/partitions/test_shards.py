"""The split into shards is complete, even, seeded, and gives each client few labels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.errors import PartitionImpossibleError
from learning.partitions.iid import partition_iid
from learning.partitions.shards import partition_shards
from learning.partitions.skew import label_total_variation

LABELS = np.random.default_rng(1).integers(0, 10, 600)


@given(st.integers(1, 60), st.integers(1, 10), st.integers(0, 2**32))
def test_every_example_is_given_once_and_sizes_differ_by_no_more_than_the_shards(num_clients, shards_per_client, seed):
    parts = partition_shards(LABELS, num_clients, shards_per_client, np.random.default_rng(seed))
    sizes = [len(part) for part in parts]
    assert len(parts) == num_clients and max(sizes) - min(sizes) <= shards_per_client
    assert sorted(np.concatenate(parts)) == list(range(600))


def test_same_generator_gives_the_same_parts_and_another_gives_others():
    first, second, third = (partition_shards(LABELS, 7, 2, np.random.default_rng(seed)) for seed in (3, 3, 4))
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))
    assert not all(np.array_equal(a, b) for a, b in zip(first, third, strict=True))


def test_two_shards_that_fit_the_labels_are_of_at_most_two():
    even = np.repeat(np.arange(10), 60)
    parts = partition_shards(even, 10, 2, np.random.default_rng(0))
    assert max(len(set(even[part])) for part in parts) <= 2
    assert label_total_variation(even, parts) > 0.7 > label_total_variation(even, partition_iid(even, 10, np.random.default_rng(0)))


@pytest.mark.parametrize(("num_clients", "shards_per_client"), [(0, 1), (1, 0), (601, 1), (301, 2)])
def test_impossible_split_is_refused(num_clients, shards_per_client):
    with pytest.raises(PartitionImpossibleError):
        partition_shards(LABELS, num_clients, shards_per_client, np.random.default_rng(0))
