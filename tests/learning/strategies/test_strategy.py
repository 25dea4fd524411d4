"""What holds for every strategy: no order of arrival, no hidden memory, and the optimum of a convex problem."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from learning.errors import UpdateLossError
from learning.server import RoundAggregator
from learning.strategies.registry import strategy_named, strategy_names
from learning.strategies.state_file import pack_strategy_state, unpack_strategy_state
from tests.learning.strategies.quadratics import Client, one_round, plan_of, train

CLIENTS = (Client((4.0, 1.0), 1.0, 30), Client((-2.0, 3.0), 2.0, 10), Client((1.0, -5.0), 0.5, 60))
STRATEGIES = {
    "fedavg": {},
    "fedavgm": {"momentum": 0.8},
    "fedadam": {"server_learning_rate": 0.05, "tau": 0.01},
    "fedyogi": {"server_learning_rate": 0.05, "tau": 0.01},
    "fedprox": {},
    "diloco": {"server_learning_rate": 0.7},
    "qffl": {"q": 2.0},
    "afl": {"mixture_learning_rate": 0.01},
}
STATEFUL = ("fedavgm", "fedadam", "fedyogi", "diloco", "qffl", "afl")


def made(name: str) -> dict:
    return {"name": name, **STRATEGIES[name]}


def expected_optimum(name: str):
    examples = np.array([client.num_examples for client in CLIENTS])
    match name:
        case "qffl":
            shares = examples / examples.sum()
            power = STRATEGIES["qffl"]["q"] + 1
            return minimize(lambda w: sum(p * c.loss(w) ** power for p, c in zip(shares, CLIENTS, strict=True)), np.zeros(2), tol=1e-12).x
        case "afl":
            constraints = [{"type": "ineq", "fun": lambda z, c=c: z[2] - c.loss(z[:2])} for c in CLIENTS]
            return minimize(lambda z: z[2], np.array([0.0, 0.0, 50.0]), constraints=constraints, method="SLSQP").x[:2]
        case _:
            pull = examples * [client.curvature for client in CLIENTS]
            return pull @ np.array([client.centre for client in CLIENTS]) / pull.sum()


def test_there_is_a_case_for_every_strategy():
    assert set(STRATEGIES) == set(strategy_names())


@pytest.mark.parametrize("name", STRATEGIES)
def test_order_of_arrival_leaves_no_trace(name):
    plan, weights_P = plan_of(made(name), 3), np.array([0.3, -0.7], np.float32)
    _, state = one_round(plan, CLIENTS, weights_P, None)
    ends = set()
    for order in itertools.permutations(range(3)):
        moved_P, kept = one_round(plan, CLIENTS, weights_P, state, order)
        ends.add((moved_P.tobytes(), tuple((key, array.tobytes()) for key, array in kept.items())))
    assert len(ends) == 1


@given(losses=st.lists(st.floats(0, 20), min_size=4, max_size=4), order=st.permutations(range(4)), q=st.floats(0, 5))
def test_no_order_of_any_losses_leaves_a_trace(losses, order, q):
    from learning.codecs.registry import codec_named

    for strategy in ({"name": "qffl", "q": q}, {"name": "afl"}):
        plan, ends = plan_of(strategy, 4), set()
        for arrivals in (range(4), order):
            aggregator = RoundAggregator(plan, np.zeros(2, np.float32))
            for client in arrivals:
                update_P = np.random.default_rng(client).normal(size=2).astype(np.float32) * np.float32(1e-6)
                payload = codec_named("fp32").encode(update_P, lambda: np.random.default_rng(0), None).payload
                aggregator.add(client, payload, client + 1, losses[client])
            ends.add((aggregator.finish().tobytes(), tuple(array.tobytes() for array in aggregator.state.values())))
        assert len(ends) == 1


@pytest.mark.parametrize("name", STRATEGIES)
def test_a_convex_problem_is_trained_to_its_known_optimum(name):
    assert np.abs(train(made(name), CLIENTS, 1_000) - expected_optimum(name)).max() < 0.001


@pytest.mark.parametrize("name", STATEFUL)
def test_a_state_that_was_written_and_read_each_round_leads_to_the_same_bits(name):
    def through_a_file(state, plan):
        return unpack_strategy_state(pack_strategy_state(state, plan), plan)

    whole = train(made(name), CLIENTS, 7)
    assert train(made(name), CLIENTS, 7, through_a_file).tobytes() == whole.tobytes()
    if name != "qffl":  # its state is a scale that cancels out, but for rounding
        assert train(made(name), CLIENTS, 7, lambda *_: None).tobytes() != whole.tobytes()


@pytest.mark.parametrize("name", STRATEGIES)
def test_a_round_changes_neither_the_weights_nor_the_state_that_it_was_given(name):
    plan, weights_P = plan_of(made(name), 3), np.array([0.3, -0.7], np.float32)
    _, state = one_round(plan, CLIENTS, weights_P, None)
    before = {key: array.copy() for key, array in state.items()}
    one_round(plan, CLIENTS, weights_P, state)
    assert list(weights_P) == [np.float32(0.3), np.float32(-0.7)]
    assert all(np.array_equal(array, before[key]) for key, array in state.items())


@pytest.mark.parametrize("name", STRATEGIES)
def test_weights_and_state_stay_float32(name):
    moved_P, state = one_round(plan_of(made(name), 3), CLIENTS, np.zeros(2, np.float32), None)
    assert {moved_P.dtype, *(array.dtype for array in state.values())} == {np.dtype(np.float32)}


@pytest.mark.parametrize("name", ["qffl", "afl"])
@pytest.mark.parametrize("loss", [None, -1e-9, float("nan"), float("inf"), 2e9])
def test_an_update_without_a_loss_is_refused_and_changes_nothing(name, loss):
    from learning.codecs.registry import codec_named

    plan, weights_P = plan_of(made(name), 3), np.zeros(2, np.float32)
    assert strategy_named(name).needs_global_loss
    payload = codec_named("fp32").encode(np.ones(2, np.float32), lambda: np.random.default_rng(0), None).payload
    aggregator, clean = RoundAggregator(plan, weights_P), RoundAggregator(plan, weights_P)
    with pytest.raises(UpdateLossError):
        aggregator.add(0, payload, 5, loss)
    for target in (aggregator, clean):
        target.add(0, payload, 5, 1.0)
    assert aggregator.finish().tobytes() == clean.finish().tobytes()
