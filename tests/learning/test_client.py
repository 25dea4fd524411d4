"""A client's update is a function of plan, weights, examples, round and client."""

import tracemalloc

import numpy as np
import pytest

from learning.client import client_update
from learning.codecs.registry import decode_update
from learning.errors import CodecUnknownError, DataMalformedError, StrategyUnknownError, UpdateNotFiniteError, WeightsMalformedError
from learning.evaluation import evaluate
from learning.examples import Examples
from learning.kernels.registry import initial_weights, kernel_for
from learning.schedule import client_batches


def test_update_is_the_difference_that_training_makes(make_plan, shards):
    plan = make_plan(codec="fp32")
    weights_P = initial_weights(plan.model, 0)
    update = client_update(plan, weights_P, shards[1], 1, 1)
    trained = kernel_for(plan.model).train(weights_P, shards[1], client_batches(17, plan, 1, 1), plan.model, plan.local)
    assert np.array_equal(decode_update(update.payload, plan.model.num_parameters), trained.update_P)
    assert (update.num_examples, update.loss, update.codec_state) == (17, trained.loss, None)


def test_payload_depends_on_round_and_client_seed_alone(make_plan, shards):
    plan, weights_P = make_plan(), initial_weights(make_plan().model, 0)
    first = client_update(plan, weights_P, shards[1], 0, 1).payload
    assert first == client_update(plan, weights_P, shards[1], 0, 1).payload
    assert first != client_update(plan, weights_P, shards[1], 1, 1).payload
    assert first != client_update(plan, weights_P, shards[1], 0, 2).payload
    assert first == client_update(make_plan(client_seeds=[0, 2, 1, 3]), weights_P, shards[1], 0, 2).payload


def test_the_global_loss_is_that_before_training_and_comes_where_a_strategy_weighs_by_it(make_plan, shards):
    weights_P = initial_weights(make_plan().model, 0)
    for name in ("qffl", "afl"):
        plan = make_plan(strategy={"name": name})
        update = client_update(plan, weights_P, shards[1], 0, 1)
        assert update.global_loss == pytest.approx(evaluate(plan.model, weights_P, shards[1]).loss)
        assert update.payload == client_update(make_plan(), weights_P, shards[1], 0, 1).payload
    assert client_update(make_plan(), weights_P, shards[1], 0, 1).global_loss is None


WIDE = {"kind": "mlp", "layer_sizes": [4, 20_000, 2]}
DEEP = {"kind": "cnn", "layer_sizes": [784, 2], "convolutions": {"height": 28, "width": 28, "channels": [256, 8], "kernel_size": 3}}


@pytest.mark.parametrize(("model", "num_features"), [(WIDE, 4), (DEEP, 784)])
def test_a_wide_model_of_a_stranger_takes_little_memory_where_its_loss_is_asked(make_plan, model, num_features):
    local = {"num_steps": 1, "batch_size": 1, "learning_rate": 0.1}
    plan = make_plan(model=model, local=local, codec="fp32", strategy={"name": "qffl"})
    examples = Examples(np.ones((2000, num_features), np.float32), np.zeros(2000, np.int64))
    weights_P = initial_weights(plan.model, 0)
    tracemalloc.start()
    try:
        client_update(plan, weights_P, examples, 0, 0)
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < 80 * 2**20


def test_each_fault_has_its_code(make_plan, shards):
    plan, weights_P = make_plan(), initial_weights(make_plan().model, 0)
    with pytest.raises(WeightsMalformedError):
        client_update(plan, weights_P[:-1], shards[0], 0, 0)
    with pytest.raises(DataMalformedError):
        client_update(make_plan(model={"kind": "mlp", "layer_sizes": [5, 3]}), weights_P, shards[0], 0, 0)
    with pytest.raises(CodecUnknownError):
        client_update(make_plan(codec="morse"), weights_P, shards[0], 0, 0)
    with pytest.raises(StrategyUnknownError):
        client_update(make_plan(strategy={"name": "fedluck"}), weights_P, shards[0], 0, 0)


def test_training_that_diverges_is_refused(make_plan, shards):
    plan = make_plan(local={"epochs": 50, "batch_size": 2, "learning_rate": 100.0, "momentum": 0.99})
    with pytest.raises(UpdateNotFiniteError):
        client_update(plan, initial_weights(plan.model, 0) * np.float32(1e18), shards[3], 0, 3)
    fair = make_plan(strategy={"name": "qffl"})
    with pytest.raises(UpdateNotFiniteError):
        client_update(fair, np.full(fair.model.num_parameters, 3e38, np.float32), shards[3], 0, 3)
