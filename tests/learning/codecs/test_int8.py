"""int8 is small, near, right on average, and at home at both ends of the float range."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from learning.codecs.int8 import BLOCK
from learning.codecs.registry import codec_named, decode_update
from learning.errors import UpdateNotFiniteError

FLOATS = st.floats(width=32, allow_nan=False, allow_infinity=False)


def there_and_back(update_P, seed=0):
    return decode_update(codec_named("int8").encode(update_P, lambda: np.random.default_rng(seed), None).payload, len(update_P))


@given(hnp.arrays(np.float32, st.integers(1, 700), elements=FLOATS))
def test_no_value_is_off_by_more_than_a_level(update_P):
    decoded_P = there_and_back(update_P).astype(np.float64)
    for start in range(0, len(update_P), BLOCK):
        block, decoded = update_P[start : start + BLOCK].astype(np.float64), decoded_P[start : start + BLOCK]
        level = np.abs(block).max() / 127
        assert np.abs(block - decoded).max() <= level * 1.0001 + 3e-36


def test_rounding_is_right_on_average():
    update_P = np.random.default_rng(1).standard_normal(600).astype(np.float32)
    draws = np.mean([there_and_back(update_P, seed) for seed in range(2000)], axis=0)
    level = np.abs(update_P).max() / 127
    assert np.abs(draws - update_P).max() < 6 * 0.5 * level / np.sqrt(2000)
    assert abs((draws - update_P).mean()) < 6 * 0.5 * level / np.sqrt(2000 * 600)


def test_same_generator_gives_the_same_bytes():
    update_P = np.random.default_rng(1).standard_normal(600).astype(np.float32)
    payloads = [codec_named("int8").encode(update_P, lambda seed=seed: np.random.default_rng(seed), None).payload for seed in (5, 5, 6)]
    assert payloads[0] == payloads[1] != payloads[2]


def test_a_block_of_zeros_stays_zero():
    assert not there_and_back(np.zeros(300, dtype=np.float32)).any()


@pytest.mark.parametrize("value", [1e-45, 1e-38, 2e-36, 1e-35, 3.4028235e38, -3.4028235e38])
def test_the_ends_of_the_float_range_stay_finite_and_near(value):
    decoded = there_and_back(np.full(BLOCK + 1, value, dtype=np.float32))
    assert np.abs(decoded / 1.0 - np.float32(value)).max() <= max(abs(value) * 1e-6, 3e-36)


@pytest.mark.parametrize("num_parameters", [30_000, 38_410, 1_000_000])
def test_size_is_at_most_26_percent_of_fp32_header_included(num_parameters):
    update_P = np.random.default_rng(1).standard_normal(num_parameters).astype(np.float32)
    sizes = [len(codec_named(name).encode(update_P, lambda: np.random.default_rng(0), None).payload) for name in ("int8", "fp32")]
    assert sizes[0] / sizes[1] <= 0.26


def test_a_value_that_is_not_finite_is_not_encoded():
    with pytest.raises(UpdateNotFiniteError):
        codec_named("int8").encode(np.array([0, np.nan], dtype=np.float32), lambda: np.random.default_rng(0), None)
