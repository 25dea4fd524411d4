"""The skew of a partition has its bounds and its known values."""

import numpy as np
import pytest

from learning.errors import EmptyCohortError
from learning.partitions.skew import label_total_variation

LABELS = np.array([0, 0, 1, 1])


def test_alike_clients_have_no_skew():
    assert label_total_variation(LABELS, [np.array([0, 2]), np.array([1, 3])]) == 0


def test_one_label_each_of_two_is_half_apart():
    assert label_total_variation(LABELS, [np.array([0, 1]), np.array([2, 3])]) == 0.5


def test_a_client_without_examples_is_refused():
    with pytest.raises(EmptyCohortError):
        label_total_variation(LABELS, [np.array([0]), np.array([], dtype=int)])
