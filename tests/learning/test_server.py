"""The aggregator: any order, no trust, nothing changed by what it refuses."""

import itertools

import numpy as np
import pytest

from core.errors import CodedError
from learning.client import client_update, local_update
from learning.codecs.codec import pack_payload
from learning.codecs.fp32 import Fp32Codec
from learning.errors import (
    ClientUnknownError,
    CodecMismatchError,
    CodecUnknownError,
    EmptyCohortError,
    StrategyUnknownError,
    UpdateDuplicateError,
    UpdateMalformedError,
    UpdateNotFiniteError,
    UpdateOutOfRangeError,
    UpdateShapeError,
    WeightsMalformedError,
)
from learning.kernels.registry import initial_weights
from learning.server import RoundAggregator
from learning.strategies.strategy import Contribution
from learning.weights import weights_sha256


@pytest.mark.parametrize("codec", ["fp32", "int8"])
def test_order_of_arrival_leaves_no_trace(make_plan, shards, codec):
    plan = make_plan(codec=codec)
    weights_P = initial_weights(plan.model, plan.seed)
    updates = [client_update(plan, weights_P, shard, 0, client) for client, shard in enumerate(shards)]
    hashes = set()
    for order in itertools.permutations(range(4)):
        aggregator = RoundAggregator(plan, weights_P)
        for client in order:
            aggregator.add(client, updates[client].payload, updates[client].num_examples)
        assert aggregator.included == (0, 1, 2, 3) and aggregator.num_examples == 60
        hashes.add(weights_sha256(aggregator.finish()))
    assert len(hashes) == 1


def test_a_refused_update_changes_nothing_and_the_client_may_try_again(make_plan, shards):
    plan = make_plan()
    weights_P = initial_weights(plan.model, plan.seed)
    good = client_update(plan, weights_P, shards[0], 0, 0)
    other = client_update(make_plan(codec="fp32"), weights_P, shards[0], 0, 0)
    aggregator, clean = RoundAggregator(plan, weights_P), RoundAggregator(plan, weights_P)
    faults: list[tuple[type[CodedError], int, bytes, int]] = [
        (ClientUnknownError, 4, good.payload, 5),
        (ClientUnknownError, -1, good.payload, 5),
        (UpdateMalformedError, 0, b"nonsense", 5),
        (CodecMismatchError, 0, other.payload, 5),
        (UpdateOutOfRangeError, 0, good.payload, 0),
        (UpdateOutOfRangeError, 0, good.payload, 2**31),
    ]
    for error, client, payload, num_examples in faults:
        with pytest.raises(error):
            aggregator.add(client, payload, num_examples)
    for target in (aggregator, clean):
        target.add(0, good.payload, 5)
        with pytest.raises(UpdateDuplicateError):
            target.add(0, good.payload, 5)
    assert np.array_equal(aggregator.finish(), clean.finish())


@pytest.mark.parametrize("strategy", ["fedavg", "qffl"])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_an_update_that_is_not_finite_is_refused_as_such(make_plan, strategy, value):
    plan = make_plan(codec="fp32", strategy={"name": strategy})
    weights_P = initial_weights(plan.model, plan.seed)
    update_P = np.zeros_like(weights_P)
    update_P[7] = value
    payload = pack_payload(Fp32Codec(), len(update_P), {"values": update_P})
    aggregator = RoundAggregator(plan, weights_P)
    with pytest.raises(UpdateNotFiniteError):
        aggregator.add(0, payload, 5, 1.0)
    with pytest.raises(UpdateNotFiniteError):
        aggregator.add_update(0, update_P, 5, 1.0)
    assert aggregator.included == ()


@pytest.mark.parametrize("strategy", ["fedavg", "qffl"])
def test_an_update_that_was_not_encoded_counts_as_its_payload_does(make_plan, shards, strategy):
    plan = make_plan(codec="fp32", strategy={"name": strategy})
    weights_P = initial_weights(plan.model, plan.seed)
    by_bytes, by_value = RoundAggregator(plan, weights_P), RoundAggregator(plan, weights_P)
    for client in (1, 3):
        sent, local = client_update(plan, weights_P, shards[client], 0, client), local_update(plan, weights_P, shards[client], 0, client)
        counted = by_bytes.add(client, sent.payload, sent.num_examples, sent.global_loss)
        assert counted == by_value.add_update(client, local.update_P, local.num_examples, local.global_loss)
    with pytest.raises(UpdateDuplicateError):
        by_value.add_update(1, np.zeros_like(weights_P), 5, 1.0)
    with pytest.raises(UpdateShapeError):
        by_value.add_update(0, np.zeros(3, np.float32), 5, 1.0)
    assert by_bytes.finish().tobytes() == by_value.finish().tobytes()


def test_updates_that_somebody_else_adds_are_counted_as_far_as_they_are_added(make_plan):
    plan = make_plan(codec="fp32")
    weights_P = initial_weights(plan.model, plan.seed)
    updates = [np.full_like(weights_P, value) for value in (0.5, -2.0, 1.0)]
    by_somebody, by_itself = RoundAggregator(plan, weights_P), RoundAggregator(plan, weights_P)

    def add(place, weights):
        for update_P, weight in zip(updates[:2], weights, strict=False):
            terms = update_P.astype(np.float64) * (weight * place.unit) + place.rounder
            np.add(place.sum_P, terms.view(np.int64), out=place.sum_P)
        return 2

    counted = by_somebody.count_together([Contribution(client, 5 + client) for client in (3, 0, 1)], add)
    assert counted == [by_itself.add_update(client, update_P, 5 + client) for client, update_P in zip((3, 0), updates, strict=False)]
    assert by_somebody.included == (0, 3) and by_somebody.finish().tobytes() == by_itself.finish().tobytes()


@pytest.mark.parametrize(
    ("client", "num_examples", "error"), [(4, 5, ClientUnknownError), (1, 5, UpdateDuplicateError), (0, 0, UpdateOutOfRangeError)]
)
def test_nobody_adds_anything_where_one_of_the_clients_is_refused(make_plan, client, num_examples, error):
    plan = make_plan(codec="fp32")
    aggregator = RoundAggregator(plan, initial_weights(plan.model, plan.seed))
    aggregator.add_update(1, np.zeros(plan.model.num_parameters, np.float32), 5)
    with pytest.raises(error):
        aggregator.count_together([Contribution(2, 5), Contribution(client, num_examples)], lambda *_: pytest.fail("it was added"))
    assert aggregator.included == (1,)


@pytest.mark.parametrize(("strategy", "expected"), [("fedavg", True), ("fedadam", True), ("diloco", True), ("qffl", False), ("afl", False)])
def test_who_weighs_by_examples_alone_is_known_before_there_is_an_update(make_plan, strategy, expected):
    plan = make_plan(strategy={"name": strategy})
    assert RoundAggregator(plan, initial_weights(plan.model, plan.seed)).counts_together == expected


def test_a_round_of_nobody_is_refused(make_plan):
    with pytest.raises(EmptyCohortError):
        RoundAggregator(make_plan(), initial_weights(make_plan().model, 0)).finish()


def test_a_plan_that_cannot_be_run_is_refused_before_anybody_trains(make_plan):
    weights_P = initial_weights(make_plan().model, 0)
    with pytest.raises(CodecUnknownError):
        RoundAggregator(make_plan(codec="morse"), weights_P)
    with pytest.raises(StrategyUnknownError):
        RoundAggregator(make_plan(strategy={"name": "fedluck"}), weights_P)
    with pytest.raises(WeightsMalformedError):
        RoundAggregator(make_plan(), weights_P[1:])
