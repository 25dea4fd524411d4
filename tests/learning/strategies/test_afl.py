"""AFL: the mixture stays one, goes to the worst, and at rest counts clients alike."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.strategies.afl import Afl, nearest_mixture
from learning.strategies.strategy import Contribution
from tests.learning.strategies.quadratics import Client, one_round, plan_of, train

CLIENTS = (Client((4.0, 1.0), 1.0, 30), Client((-2.0, 3.0), 2.0, 10), Client((1.0, -5.0), 0.5, 60))


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=8))
def test_the_nearest_mixture_is_one_and_no_other_is_nearer(values):
    values_C = np.array(values)
    nearest_C = nearest_mixture(values_C, 3.0)
    assert nearest_C.min() >= 0 and nearest_C.sum() == pytest.approx(3.0)
    # Of all mixtures z, the nearest one x has (v − x)·(z − x) ≤ 0; a corner is the worst case.
    slack_C = values_C - nearest_C
    assert (3.0 * slack_C.max() - slack_C @ nearest_C) <= 1e-9 * (1 + np.abs(values_C).max())


@pytest.mark.parametrize("largest", [1e9, 1e17, 1e30])
def test_the_nearest_mixture_is_one_whatever_loss_a_client_claims(largest):
    assert nearest_mixture(np.array([1.0, largest, 1.0]), 3.0).tolist() == [0.0, 3.0, 0.0]


def test_a_mixture_is_its_own_nearest():
    assert nearest_mixture(np.array([0.5, 1.5, 1.0]), 3.0) == pytest.approx([0.5, 1.5, 1.0])


def test_with_a_mixture_at_rest_it_is_the_plain_mean_of_clients():
    alike = [Client(client.centre, client.curvature, 1) for client in CLIENTS]
    still = train({"name": "afl", "mixture_learning_rate": 0.0}, CLIENTS, 5)
    assert still.tobytes() == train({"name": "fedavg"}, alike, 5).tobytes()


def test_the_mixture_goes_to_the_client_with_the_largest_loss():
    plan, weights_P = plan_of({"name": "afl", "mixture_learning_rate": 0.01}, 3), np.zeros(2, np.float32)
    _, state = one_round(plan, CLIENTS, weights_P, None)
    losses = [client.loss(weights_P) for client in CLIENTS]
    assert np.argsort(state["mixture"]).tolist() == np.argsort(losses).tolist() and state["mixture"].sum() == pytest.approx(3)


def test_clients_that_were_not_asked_are_made_up_for():
    plan = plan_of({"name": "afl", "mixture_learning_rate": 1e-4}, 4)
    state = Afl().initial_state(plan)
    step = Afl().step(np.zeros(2, np.float32), np.zeros(2, np.float32), (Contribution(2, 5, 1.0),), state, plan)
    # λ₂ grows by γ·(K/|S|)·F = 4e-4, in units of 1/K; what it grew by is taken from all four alike.
    assert step.state["mixture"][2] - step.state["mixture"][0] == pytest.approx(4 * 4e-4, rel=1e-3)


def test_a_round_of_clients_that_do_not_count_moves_the_mixture_alone():
    plan, weights_P = plan_of({"name": "afl", "mixture_learning_rate": 0.01}, 3), np.array([9.0, 9.0], np.float32)
    state = {"mixture": np.array([0, 0, 3], np.float32)}
    moved_P, kept = one_round(plan, CLIENTS, weights_P, state, order=(0, 1))
    assert moved_P.tobytes() == weights_P.tobytes() and kept["mixture"][:2].max() > 0
