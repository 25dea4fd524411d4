"""The schedule is a function of the plan, seeded by client, complete."""

import numpy as np
import pytest

from learning.errors import PlanInvalidError
from learning.loops.switch import load_loops, unload_loops
from learning.schedule import client_batches, client_visits, clients_visits, num_visits, select_clients


def test_selection_is_sorted_distinct_and_in_range(make_plan):
    plan = make_plan(num_clients=1000, clients_per_round=20)
    chosen = select_clients(plan, 3)
    assert list(chosen) == sorted(set(chosen)) and len(chosen) == 20 and min(chosen) >= 0 and max(chosen) < 1000
    assert chosen == select_clients(plan, 3) != select_clients(plan, 4)


def test_everyone_is_as_likely_to_be_asked_so_that_a_rounds_mean_is_right_on_average(make_plan):
    values_C = np.arange(40.0) ** 2
    plan = make_plan(num_clients=40, clients_per_round=10)
    chosen = np.array([select_clients(plan, round_index) for round_index in range(4000)])
    counts_C = np.bincount(chosen.reshape(-1), minlength=40)
    assert np.abs(counts_C - 1000).max() < 5 * np.sqrt(4000 * 0.25 * 0.75)
    error = values_C[chosen].mean() - values_C.mean()
    assert abs(error) < 5 * values_C.std() / np.sqrt(4000 * 10)


def test_everybody_is_selected_where_all_are_asked(make_plan):
    assert select_clients(make_plan(), 0) == (0, 1, 2, 3)


def test_each_epoch_visits_every_example_once(make_plan):
    batches = client_batches(21, make_plan(), 0, 1)
    assert [len(batch) for batch in batches] == [8, 8, 5, 8, 8, 5] and num_visits(21, make_plan()) == 42
    for epoch in (batches[:3], batches[3:]):
        assert sorted(np.concatenate(epoch)) == list(range(21))
    assert not np.array_equal(batches[0], batches[3])


def test_batches_follow_the_clients_seed_not_its_index(make_plan):
    plan, swapped = make_plan(), make_plan(client_seeds=[1, 0, 2, 3])
    assert np.array_equal(client_batches(9, plan, 0, 0)[0], client_batches(9, swapped, 0, 1)[0])
    assert not np.array_equal(client_batches(9, plan, 0, 0)[0], client_batches(9, swapped, 0, 0)[0])


def test_so_many_steps_are_as_many_batches_over_fresh_passes(make_plan):
    by_epochs = client_batches(21, make_plan(), 0, 1)
    for num_steps in (1, 2, 4, 6, 11):
        local = {"num_steps": num_steps, "batch_size": 8, "learning_rate": 0.1}
        batches = client_batches(21, make_plan(local=local), 0, 1)
        assert len(batches) == num_steps and sum(map(len, batches)) == num_visits(21, make_plan(local=local))
        assert all(np.array_equal(one, other) for one, other in zip(batches, by_epochs, strict=False))


@pytest.mark.parametrize("has_loops", [False, True])
@pytest.mark.parametrize("seeds", [(), (9, 2**32 - 1, 0, 7)])
@pytest.mark.parametrize("steps", [{"epochs": 3}, {"num_steps": 7}, {"num_steps": 5000}])
def test_many_clients_visits_are_those_of_each(make_plan, has_loops, seeds, steps):
    plan = make_plan(local={"batch_size": 8, "learning_rate": 0.1, **steps}, client_seeds=list(seeds))
    if has_loops and not load_loops():
        pytest.skip("numba is not installed")
    found = clients_visits((3, 0, 2), (17, 1, 40), plan, 5)
    unload_loops()
    for client, size, visits in zip((3, 0, 2), (17, 1, 40), found, strict=True):
        expected = client_visits(size, plan, 5, client)
        assert np.array_equal(visits.order_S, expected.order_S) and np.array_equal(visits.ends, expected.ends)
        assert len(visits.order_S) == num_visits(size, plan) == visits.ends[-1]


@pytest.mark.parametrize(("epochs", "batch_size", "num_examples"), [(1000, 16, 16_778), (1000, 1, 1001)])
def test_passes_over_more_examples_than_a_round_may_hold_are_refused(make_plan, epochs, batch_size, num_examples):
    plan = make_plan(local={"epochs": epochs, "batch_size": batch_size, "learning_rate": 0.1})
    with pytest.raises(PlanInvalidError):
        client_batches(num_examples, plan, 0, 0)
    assert len(client_batches(num_examples // 100, plan, 0, 0)) == epochs * -(-(num_examples // 100) // batch_size)
