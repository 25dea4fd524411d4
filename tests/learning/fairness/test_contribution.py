"""The seven measures of contribution: bounds, invariances, known values, and no NaN at any edge."""

from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from learning.errors import EmptyCohortError, FairnessUndefinedError
from learning.fairness.contribution import ContributionCounts, contribution_fairness, count_contributions, jain_index


def counts(asked, contributed, num_rounds):
    return ContributionCounts(np.array(asked, dtype=np.int64), np.array(contributed, dtype=np.int64), num_rounds)


@st.composite
def trainings(draw):
    """Counts of one to twelve clients, and their capacities."""
    num_rounds = draw(st.integers(1, 50))
    asked = draw(st.lists(st.integers(0, num_rounds), min_size=1, max_size=12))
    contributed = [draw(st.integers(0, most)) for most in asked]
    capacities = draw(st.lists(st.floats(1e-3, 1e3), min_size=len(asked), max_size=len(asked)))
    fastest = max(capacities)
    assume(not any(contributed) or any(c and capacity == fastest for c, capacity in zip(contributed, capacities, strict=True)))
    return asked, contributed, num_rounds, capacities


@given(trainings())
def test_every_metric_is_finite_and_within_its_bounds(training):
    asked, contributed, num_rounds, capacities = training
    found = contribution_fairness(counts(asked, contributed, num_rounds), capacities)
    assert np.isfinite(astuple(found)).all()
    gaps = (found.participation_rate_gap, found.contribution_rate_gap, found.completion_rate_gap)
    assert all(0 <= gap <= 1 for gap in gaps) and -1 <= found.capacity_contribution_correlation <= 1
    assert 0 <= found.contributed_clients_per_round_mean <= len(asked) and found.slowest_fastest_contribution_ratio >= 0
    assert found.contribution_jain_index == 0 or 1 / len(asked) <= found.contribution_jain_index + 1e-12 <= 1 + 1e-12


@given(trainings(), st.randoms())
def test_the_order_of_clients_and_the_unit_of_capacity_change_nothing(training, random):
    asked, contributed, num_rounds, capacities = training
    order = random.sample(range(len(asked)), len(asked))
    moved = [[one[index] for index in order] for one in (asked, contributed)]
    found = contribution_fairness(counts(asked, contributed, num_rounds), capacities)
    other = contribution_fairness(counts(*moved, num_rounds), [8 * capacities[index] for index in order])
    assert astuple(other) == pytest.approx(astuple(found), abs=1e-9)


@given(trainings(), st.integers(2, 4))
def test_a_training_twice_as_long_with_the_same_habits_is_as_fair(training, times):
    asked, contributed, num_rounds, capacities = training
    longer = counts([times * one for one in asked], [times * one for one in contributed], times * num_rounds)
    assume(min(asked) > 0)
    found = contribution_fairness(counts(asked, contributed, num_rounds), capacities)
    assert astuple(contribution_fairness(longer, capacities)) == pytest.approx(astuple(found), abs=1e-9)


def test_known_values():
    found = contribution_fairness(counts([10, 10, 8, 4], [10, 5, 4, 1], 10), [4.0, 2.0, 2.0, 1.0])
    assert found.participation_rate_gap == pytest.approx(0.6)
    assert found.contribution_rate_gap == pytest.approx(0.9)
    assert found.completion_rate_gap == pytest.approx(0.75)
    assert found.contribution_jain_index == pytest.approx(20**2 / (4 * (100 + 25 + 16 + 1)))
    assert found.capacity_contribution_correlation == pytest.approx(np.corrcoef([4, 2, 2, 1], [10, 5, 4, 1])[0, 1])
    assert found.slowest_fastest_contribution_ratio == pytest.approx(0.1)
    assert found.contributed_clients_per_round_mean == pytest.approx(2.0)


def test_all_alike_is_wholly_fair_and_not_correlated():
    assert astuple(contribution_fairness(counts([5] * 4, [3] * 4, 6), [1, 2, 3, 4])) == (0, 0, 0, 1, 0, 1, 2)
    assert astuple(contribution_fairness(counts([5] * 3, [5, 3, 1], 5), [2, 2, 2]))[4:6] == (0, 1)


def test_one_client_is_as_fair_as_can_be():
    assert astuple(contribution_fairness(counts([4], [3], 4), [0.5])) == (0, 0, 0, 1, 0, 1, 0.75)


def test_nobody_contributing_is_no_fairness():
    assert astuple(contribution_fairness(counts([4, 4], [0, 0], 4), [1, 2])) == (0, 0, 0, 0, 0, 0, 0)


def test_one_who_does_all_has_the_least_index():
    assert jain_index(np.array([7, 0, 0, 0])) == 0.25


def test_a_client_never_asked_has_completed_nothing():
    assert list(counts([0, 4], [0, 2], 4).completion_rates_C) == [0, 0.5]


@pytest.mark.parametrize(
    ("found", "capacities", "error"),
    [
        (counts([], [], 3), [], EmptyCohortError),
        (counts([0], [0], 0), [1.0], EmptyCohortError),
        (counts([1, 1], [1, 1], 1), [1.0], FairnessUndefinedError),
        (counts([1, 1], [1, 1], 1), [1.0, 0.0], FairnessUndefinedError),
        (counts([1, 1], [1, 1], 1), [1.0, float("nan")], FairnessUndefinedError),
        (counts([1, 1], [1, 0], 1), [1.0, 2.0], FairnessUndefinedError),
    ],
)
def test_what_has_no_answer_is_refused(found, capacities, error):
    with pytest.raises(error):
        contribution_fairness(found, capacities)


def test_counts_come_from_what_each_round_asked_and_included():
    found = count_contributions(3, [(0, 1), (0, 1), (0,)], [(0,), (0, 1), ()])
    assert list(found.asked_C) == [3, 2, 0] and list(found.contributed_C) == [2, 1, 0] and found.num_rounds == 3


@pytest.mark.parametrize(
    ("asked", "contributed"),
    [([], []), ([(0,)], []), ([(0,)], [(1,)]), ([(3,)], [()]), ([(-1,)], [()]), ([(0, 0)], [(0,)]), ([(0,)], [(0, 0)])],
)
def test_rounds_that_cannot_have_been_are_refused(asked, contributed):
    with pytest.raises(FairnessUndefinedError):
        count_contributions(3, asked, contributed)
