"""The IID split is complete, even and seeded."""

import numpy as np
import pytest

from learning.errors import PartitionImpossibleError
from learning.partitions.iid import partition_iid

LABELS = np.arange(103) % 5


def test_every_example_is_given_once_and_evenly():
    parts = partition_iid(LABELS, 10, np.random.default_rng(0))
    assert sorted(np.concatenate(parts)) == list(range(103))
    assert {len(part) for part in parts} == {10, 11}


def test_more_clients_than_examples_is_refused():
    for num_clients in (0, 104):
        with pytest.raises(PartitionImpossibleError):
            partition_iid(LABELS, num_clients, np.random.default_rng(0))
