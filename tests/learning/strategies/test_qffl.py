"""q-FFL: FedAvg at q = 0, the paper's formula, fairer clients as q grows."""

import numpy as np
import pytest

from learning.errors import UpdateOutOfRangeError
from learning.examples import Examples
from learning.plan import parse_plan
from learning.simulation import simulate
from learning.strategies.qffl import QFfl, squared_norm
from learning.strategies.strategy import Contribution
from tests.learning.strategies.quadratics import LEARNING_RATE, Client, one_round, plan_of, train

CLIENTS = (Client((4.0, 1.0), 1.0, 30), Client((-2.0, 3.0), 2.0, 10), Client((1.0, -5.0), 0.5, 60))


def test_with_q_0_it_is_fedavg_to_the_bit():
    for rounds in (1, 9):
        assert train({"name": "qffl", "q": 0.0}, CLIENTS, rounds).tobytes() == train({"name": "fedavg"}, CLIENTS, rounds).tobytes()


@pytest.mark.parametrize("q", [0.1, 1.0, 3.0])
def test_a_round_is_the_papers_formula(q):
    weights_P = np.array([0.5, 0.25], np.float32)
    moved_P, _ = one_round(plan_of({"name": "qffl", "q": q}, 3), CLIENTS, weights_P, None)
    smoothness = 1 / LEARNING_RATE
    delta, h = np.zeros(2), 0.0
    for client in CLIENTS:
        gradient = -client.update(weights_P).astype(np.float64) * smoothness
        loss = client.loss(weights_P)
        delta += client.num_examples * loss**q * gradient
        h += client.num_examples * (q * loss ** (q - 1) * gradient @ gradient + smoothness * loss**q)
    assert moved_P == pytest.approx(weights_P - delta / h, abs=1e-6)


def test_the_scale_that_losses_are_measured_in_cancels_out():
    plan, weights_P = plan_of({"name": "qffl", "q": 2.0}, 3), np.array([0.5, 0.25], np.float32)
    ends = [one_round(plan, CLIENTS, weights_P, {"reference": np.array([scale], np.float32)})[0] for scale in (0.5, 10.0, 40.0)]
    assert max(np.abs(end - ends[0]).max() for end in ends) < 1e-6


def test_a_loss_of_nought_has_no_weight_and_no_infinity():
    plan = plan_of({"name": "qffl", "q": 0.5}, 2)
    share = QFfl().share(np.ones(2, np.float32), Contribution(0, 5, 0.0), QFfl().initial_state(plan), plan)
    assert 0 < share.weight < 1e-3 < share.divisor < float("inf")


def test_a_loss_whose_power_is_out_of_range_is_refused():
    plan = plan_of({"name": "qffl", "q": 10.0}, 2)
    with pytest.raises(UpdateOutOfRangeError):
        QFfl().share(np.ones(2, np.float32), Contribution(0, 5, 1e9), {"reference": np.array([1e-30], np.float32)}, plan)


def test_the_squared_norm_does_not_depend_on_where_the_update_lies():
    update_P = np.random.default_rng(0).normal(size=200_001).astype(np.float32)
    sums = set()
    for offset in range(5):
        shifted = np.empty(len(update_P) + offset, np.float32)[offset:]
        shifted[:] = update_P
        sums.add(squared_norm(shifted))
    assert len(sums) == 1 and sums.pop() == pytest.approx(float(update_P.astype(np.float64) @ update_P))


def two_groups() -> list[Examples]:
    """Nine clients who agree and one who does not: no linear model serves both."""
    random = np.random.default_rng(0)
    shards = []
    for client in range(10):
        features_NF = random.normal(size=(40, 2)).astype(np.float32)
        score = features_NF[:, 0] + (features_NF[:, 1] if client < 9 else -3 * features_NF[:, 1])
        shards.append(Examples(features_NF, (score + random.normal(scale=0.5, size=40) > 0).astype(np.int64)))
    return shards


def losses_of(strategy: dict):
    from learning.evaluation import evaluate

    shards = two_groups()
    plan = parse_plan(
        {
            "model": {"kind": "mlp", "layer_sizes": [2, 2]},
            "local": {"epochs": 1, "batch_size": 40, "learning_rate": 0.5},
            "codec": "fp32",
            "strategy": strategy,
            "num_rounds": 200,
            "num_clients": 10,
            "clients_per_round": 10,
            "min_clients": 10,
            "seed": 0,
        }
    )
    weights_P = simulate(plan, shards).weights_P
    return np.array([evaluate(plan.model, weights_P, shard).loss for shard in shards])


def test_the_variance_of_client_losses_falls_as_q_grows():
    variances = [losses_of({"name": "qffl", "q": q}).var() for q in (0.0, 1.0, 4.0)]
    assert variances[0] > 1.5 * variances[1] > 1.5 * variances[2]


def test_the_worst_group_of_afl_is_better_off_than_that_of_fedavg():
    plain, fair = losses_of({"name": "fedavg"}), losses_of({"name": "afl", "mixture_learning_rate": 0.003})
    assert fair.max() < 0.8 * plain.max() and plain.argmax() == 9
