"""The figures of the clients' accuracies: bounds, invariances, known values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.errors import EmptyCohortError
from learning.fairness.accuracy import accuracy_fairness

ACCURACIES = st.lists(st.floats(0, 1), min_size=1, max_size=60)


@given(ACCURACIES, st.randoms())
def test_figures_are_bounded_and_ignore_the_order_of_clients(accuracies, random):
    found = accuracy_fairness(accuracies)
    shuffled = random.sample(accuracies, len(accuracies))
    assert accuracy_fairness(shuffled) == found
    assert min(accuracies) - 1e-12 <= found.worst_decile <= found.mean + 1e-12 <= max(accuracies) + 2e-12
    assert 0 <= found.variance <= 0.25 + 1e-12


@given(ACCURACIES, st.integers(2, 5))
def test_clients_that_come_in_copies_change_nothing(accuracies, copies):
    tens = accuracies * 10
    once, again = accuracy_fairness(tens), accuracy_fairness(tens * copies)
    assert (again.mean, again.worst_decile, again.variance) == pytest.approx((once.mean, once.worst_decile, once.variance), abs=1e-12)


def test_known_values():
    found = accuracy_fairness([0.9] * 18 + [0.1, 0.3])
    assert (found.mean, found.worst_decile) == pytest.approx((0.83, 0.2))
    assert found.variance == pytest.approx(np.var([0.9] * 18 + [0.1, 0.3]))


@pytest.mark.parametrize(("num_clients", "num_worst"), [(1, 1), (10, 1), (11, 2), (70, 7), (71, 8)])
def test_the_worst_tenth_is_rounded_up(num_clients, num_worst):
    assert accuracy_fairness([0.0] * num_worst + [1.0] * (num_clients - num_worst)).worst_decile == 0
    assert accuracy_fairness([0.0] * (num_worst - 1) + [1.0] * (num_clients - num_worst + 1)).worst_decile == pytest.approx(1 / num_worst)


def test_one_client_is_its_own_worst_tenth():
    found = accuracy_fairness([0.7])
    assert (found.mean, found.worst_decile, found.variance) == (0.7, 0.7, 0.0)


def test_nobody_has_no_accuracy():
    with pytest.raises(EmptyCohortError):
        accuracy_fairness([])
