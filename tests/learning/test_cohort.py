"""Clients that are trained together are counted as those that are trained one by one; who is refused is refused alone."""

import numpy as np
import pytest

from core.errors import CodedError
from learning.cohort import train_client, train_clients
from learning.errors import DataMalformedError, UpdateNotFiniteError, UpdateOutOfRangeError
from learning.examples import Examples
from learning.kernels.registry import initial_weights
from learning.loops.switch import load_loops, unload_loops
from learning.preparation import Preparations
from learning.server import RoundAggregator


@pytest.fixture(params=["numpy", "loops"])
def has_loops(request):
    if request.param == "loops" and not load_loops():
        pytest.skip("numba is not installed")
    yield request.param == "loops"
    unload_loops()


def trained(plan, shards, clients, weights_P=None):
    weights_P = initial_weights(plan.model, plan.seed) if weights_P is None else weights_P
    preparations, aggregator = Preparations(plan, shards), RoundAggregator(plan, weights_P)
    preparations.expect(0, clients)
    found, error = [], None
    try:
        for one in train_clients(plan, aggregator, preparations, 0, clients, weights_P=weights_P, debts={}):
            found.append(one)
    except CodedError as caught:
        error = caught
    return found, aggregator, error


@pytest.mark.parametrize("strategy", ["fedavg", "fedadam", "qffl", "afl"])
@pytest.mark.parametrize("codec", ["fp32", "int8"])
def test_they_are_counted_as_each_by_itself(wide_plan, wide_shards, has_loops, strategy, codec):
    plan = wide_plan(strategy={"name": strategy}, codec=codec)
    found, together, _ = trained(plan, wide_shards, (2, 0, 3, 1))
    weights_P = initial_weights(plan.model, plan.seed)
    alone = RoundAggregator(plan, weights_P)
    unload_loops()
    expected = [train_client(plan, alone, wide_shards[one], 0, one, weights_P=weights_P, codec_state=None) for one in (2, 0, 3, 1)]
    assert found == expected and together.included == (0, 1, 2, 3)
    assert together.finish().tobytes() == alone.finish().tobytes()


def test_a_client_of_few_examples_stands_between_groups(wide_plan, wide_shards, has_loops, group_sizes):
    shards = [wide_shards[0], wide_shards[1].take(np.arange(2)), wide_shards[2], wide_shards[3]]
    found, aggregator, error = trained(wide_plan(), shards, (0, 1, 2, 3))
    assert error is None and [one.counted.contribution.client for one in found] == [0, 1, 2, 3]
    assert group_sizes == ([1, 2] if has_loops else [])
    unload_loops()
    assert aggregator.finish().tobytes() == trained(wide_plan(), shards, (0, 1, 2, 3))[1].finish().tobytes()


@pytest.mark.parametrize(
    ("limit", "value"), [("_MAX_VISITS", 3 * (60 + 66)), ("_MAX_BYTES", 2 * 4 * 200 * 126 + 4 * (60**2 + 66**2)), ("_MOST_AT_ONCE", 2)]
)
def test_a_group_is_bounded(wide_plan, wide_shards, has_loops, group_sizes, monkeypatch, limit, value):
    monkeypatch.setattr(f"learning.cohort.{limit}", value)
    found, _, _ = trained(wide_plan(), wide_shards, (0, 1, 2, 3))
    expected = [2, 2] if limit == "_MOST_AT_ONCE" else [2, 1, 1]
    assert len(found) == 4 and group_sizes == (expected if has_loops else [])


@pytest.mark.usefixtures("has_loops")
@pytest.mark.parametrize("place", [0, 2, 3])
def test_who_is_before_a_client_that_cannot_be_prepared_is_counted(wide_plan, wide_shards, place):
    shards = list(wide_shards)
    shards[place] = Examples(wide_shards[place].features_NF, wide_shards[place].labels_N + 3)
    found, aggregator, error = trained(wide_plan(), shards, (0, 1, 2, 3))
    assert isinstance(error, DataMalformedError) and len(found) == place and aggregator.included == tuple(range(place))


@pytest.mark.usefixtures("has_loops")
@pytest.mark.parametrize(("scale", "expected"), [(1e19, UpdateNotFiniteError), (3e4, UpdateOutOfRangeError)])
def test_an_update_that_the_sum_cannot_take_is_refused_with_its_code_and_nobody_elses(wide_plan, wide_shards, scale, expected):
    shards = list(wide_shards)
    shards[2] = Examples(wide_shards[2].features_NF * np.float32(scale), wide_shards[2].labels_N)
    found, aggregator, error = trained(wide_plan(), shards, (0, 1, 2, 3))
    assert type(error) is expected and aggregator.included == (0, 1)
    unload_loops()
    kept = trained(wide_plan(), wide_shards, (0, 1))
    assert found == kept[0] and aggregator.finish().tobytes() == kept[1].finish().tobytes()
