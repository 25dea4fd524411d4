"""The fixed-point mean: order-independent, near the real mean, range-checked."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from learning.aggregation.weighted_mean import MAX_EXAMPLES, FixedPointMean, FixedPointSum, average_updates
from learning.arrays import squared_norm
from learning.errors import EmptyCohortError, UpdateNotFiniteError, UpdateOutOfRangeError, UpdateShapeError

VALUES = st.floats(-100, 100, width=32)


@given(st.data())
def test_mean_ignores_client_order(data):
    updates_CP = data.draw(hnp.arrays(np.float32, st.tuples(st.integers(1, 6), st.integers(1, 9)), elements=VALUES))
    weights_C = data.draw(hnp.arrays(np.int64, len(updates_CP), elements=st.integers(1, 1000)))
    order = data.draw(st.permutations(range(len(updates_CP))))
    assert average_updates(updates_CP, weights_C).tobytes() == average_updates(updates_CP[order], weights_C[order]).tobytes()


@given(st.data())
def test_mean_is_the_real_mean(data):
    updates_CP = data.draw(hnp.arrays(np.float32, st.tuples(st.integers(1, 6), st.integers(1, 9)), elements=VALUES))
    weights_C = data.draw(hnp.arrays(np.int64, len(updates_CP), elements=st.integers(1, 1000)))
    real = (updates_CP.astype(np.float64) * weights_C[:, None]).sum(axis=0) / weights_C.sum()
    assert np.abs(average_updates(updates_CP, weights_C) - real).max() <= 2**-30 + np.abs(real).max() * 2**-23


def test_mean_of_one_is_that_one_to_the_last_fraction():
    update_P = np.random.default_rng(0).standard_normal(40_000).astype(np.float32)
    assert np.abs(average_updates(update_P[None], np.array([3])) - update_P).max() < 1e-9


def test_a_thousand_updates_leave_no_drift():
    random = np.random.default_rng(0)
    updates_CP, weights_C = random.standard_normal((1000, 50)).astype(np.float32), random.integers(1, 500, 1000)
    real = (updates_CP.astype(np.float64) * weights_C[:, None]).sum(axis=0) / weights_C.sum()
    assert np.abs(average_updates(updates_CP, weights_C) - real).max() < 1e-8


@pytest.mark.parametrize("sign", [1, -1])
def test_the_largest_terms_that_are_let_in_do_not_overflow(sign):
    for max_updates in (1, 4, 4096, 65_536):
        largest = min(2.0**51, 2.0**62 / max_updates) / 2.0**30
        mean = FixedPointMean(2, max_updates)
        update_P = np.array([sign * largest, 0], dtype=np.float32)
        for _ in range(max_updates):
            mean.add(update_P, 1)
        assert mean.mean()[0] == update_P[0]
        with pytest.raises(UpdateOutOfRangeError):
            FixedPointMean(2, max_updates).add(np.nextafter(update_P, np.float32(sign * np.inf)), 1)


@pytest.mark.parametrize(
    ("update_P", "num_examples", "error"),
    [
        (np.zeros(3, np.float32), 1, UpdateShapeError),
        (np.zeros((1, 2), np.float32), 1, UpdateShapeError),
        (np.zeros(2, np.float32), 0, UpdateOutOfRangeError),
        (np.zeros(2, np.float32), -5, UpdateOutOfRangeError),
        (np.zeros(2, np.float32), MAX_EXAMPLES + 1, UpdateOutOfRangeError),
        (np.full(2, 1e20, np.float32), 1, UpdateOutOfRangeError),
        (np.array([0, np.nan], np.float32), 1, UpdateNotFiniteError),
        (np.array([-np.inf, 0], np.float32), 1, UpdateNotFiniteError),
    ],
)
def test_a_refused_update_changes_nothing(update_P, num_examples, error):
    mean = FixedPointMean(2, 2)
    mean.add(np.array([1, 2], np.float32), 10)
    with pytest.raises(error):
        mean.add(update_P, num_examples)
    assert mean.num_examples == 10 and list(mean.mean()) == [1, 2]


@pytest.mark.parametrize("value", [1.0, 1e-30, 1e18, 3e38])
def test_a_norm_that_the_caller_knows_changes_nothing(value):
    update_P = np.array([value, -value / 3], np.float32)
    sums = [FixedPointSum(2), FixedPointSum(2)]
    refused = []
    for total, squared in zip(sums, (None, squared_norm(update_P)), strict=True):
        total.add(np.ones(2, np.float32), 1.0)
        try:
            total.add(update_P, 3.0, squared)
        except UpdateOutOfRangeError:
            refused.append(total)
    assert len(refused) in (0, 2) and sums[0].over(4.0).tobytes() == sums[1].over(4.0).tobytes()


def test_more_updates_than_announced_are_refused():
    mean = FixedPointMean(1, 1)
    mean.add(np.ones(1, np.float32), 1)
    with pytest.raises(UpdateOutOfRangeError):
        mean.add(np.ones(1, np.float32), 1)


def test_a_sum_that_nobody_has_added_to_is_one_of_nothing():
    total = FixedPointSum(3)
    assert total.add_together(lambda place: 0, 1) == 0
    with pytest.raises(EmptyCohortError):
        total.over(1.0)


def test_the_mean_of_nothing_is_refused():
    with pytest.raises(EmptyCohortError):
        FixedPointMean(3).mean()
    with pytest.raises(EmptyCohortError):
        average_updates(np.zeros((0, 3), np.float32), np.zeros(0, np.int64))


@pytest.mark.parametrize("weight", [-1.0, float("nan"), float("inf"), 1e300])
def test_a_weight_that_fixed_point_does_not_hold_is_refused_even_of_an_update_of_zeros(weight):
    total = FixedPointSum(3)
    with pytest.raises(UpdateOutOfRangeError):
        total.add(np.zeros(3, np.float32), weight)
    total.add(np.ones(3, np.float32), 1.0)
    assert total.over(1.0).tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("value", [1e-44, 1e-24, 1e-20, 1.0, 3e38])
def test_what_a_weight_makes_too_large_is_refused_however_small_the_values_are(value):
    """A client that claims a large loss has a large weight, and the squares of small values are nought in single precision."""
    total = FixedPointSum(2, 4)
    total.add(np.ones(2, np.float32), 1.0)
    with pytest.raises(UpdateOutOfRangeError):
        total.add(np.full(2, value, np.float32), 2.0**22 / float(np.float32(value)))
    total.add(np.full(2, value, np.float32), 2.0**20 / float(np.float32(value)))
    assert total.over(2.0**20 + 1).tolist() == [1.0, 1.0]


def test_weights_of_another_length_are_refused():
    with pytest.raises(UpdateShapeError):
        average_updates(np.zeros((2, 3), np.float32), np.ones(3, np.int64))


@pytest.mark.parametrize("num_own", [0, 1])
@pytest.mark.parametrize("num_others", [1, 2, 3])
def test_sums_that_are_merged_end_in_the_bits_of_one(num_own, num_others):
    """Whether an update came before them or none; where none did, the first of them is worked in."""
    updates_CP = np.random.default_rng(0).standard_normal((8, 20_000)).astype(np.float32)
    own, *others = np.split(updates_CP, [num_own, num_own + 2, num_own + 4][: num_others + 1])[: num_others + 1]
    whole, merged = (FixedPointSum(20_000, 8) for _ in range(2))
    for update_P in np.concatenate([own, *others]):
        whole.add(update_P, 3.0)
    for update_P in own:
        merged.add(update_P, 3.0)
    for part in others:
        sum_P = np.full(20_000, 7, dtype=np.int64)  # what lies there is no part of the sum
        one = FixedPointSum(20_000, 8, sum_P)
        for update_P in part:
            one.add(update_P, 3.0)
        merged.merge(sum_P, len(part))
    assert (
        merged.over(3.0 * len(np.concatenate([own, *others]))).tobytes() == whole.over(3.0 * len(np.concatenate([own, *others]))).tobytes()
    )


def test_a_sum_of_nobody_that_is_merged_adds_nothing():
    """Its array is whatever lay there before."""
    merged = FixedPointSum(3, 8)
    merged.merge(np.full(3, 7, dtype=np.int64), 0)
    with pytest.raises(EmptyCohortError):
        merged.over(1.0)
