"""The natural split gives each owner what is its own."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.errors import PartitionImpossibleError
from learning.partitions.natural import partition_natural


@given(st.lists(st.integers(0, 9), min_size=1, max_size=80), st.integers(1, 12))
def test_every_example_of_a_large_enough_owner_is_there_once_and_its_own(owners, min_size):
    owners_N = np.array(owners, dtype=np.int64)
    large = {owner for owner in owners if owners.count(owner) >= min_size}
    if not large:
        with pytest.raises(PartitionImpossibleError):
            partition_natural(owners_N, min_size)
        return
    parts = partition_natural(owners_N, min_size)
    assert list(parts) == sorted(large)
    assert all(list(part) == [index for index, one in enumerate(owners) if one == owner] for owner, part in parts.items())


@pytest.mark.parametrize(("owners", "min_size"), [([], 1), ([0, 1], 0), ([0, 1], 2)])
def test_a_split_of_nobody_is_refused(owners, min_size):
    with pytest.raises(PartitionImpossibleError):
        partition_natural(np.array(owners, dtype=np.int64), min_size)
