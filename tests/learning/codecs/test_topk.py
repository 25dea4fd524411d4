"""The largest share is sent, each value in so many bits; what is left out waits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from learning.codecs.registry import codec_named, decode_update
from learning.codecs.rice import BLOCK
from learning.codecs.topk import LARGEST, block_magnitudes, largest_positions
from learning.errors import UpdateMalformedError, UpdateNotFiniteError
from learning.tensors import Tensors, read_tensors, write_tensors

FLOATS = st.floats(width=32, allow_nan=False, allow_infinity=False)
GENERATOR = np.random.default_rng(0)
SPARSE = ("topk-1pct", "topk2b-3pct", "topk1b-3pct", "topk2b-10pct")
UPDATE = np.random.default_rng(1).standard_normal(10_000).astype(np.float32)


def encode(name, update_P, state=None):
    encoded = codec_named(name).encode(update_P, lambda: GENERATOR, state)
    return decode_update(encoded.payload, len(update_P), name), encoded.state, encoded.payload


@given(hnp.arrays(np.float32, st.integers(1, 700), elements=FLOATS), st.integers(1, 700))
def test_positions_are_those_of_the_largest_and_of_equals_the_first(values_P, num_kept):
    num_kept = min(num_kept, len(values_P))
    expected = np.sort(np.argsort(-np.abs(values_P), kind="stable")[:num_kept])
    assert np.array_equal(largest_positions(values_P, num_kept), expected)


@pytest.mark.parametrize("name", SPARSE)
def test_what_is_left_out_is_owed_to_the_bit(name):
    sent_P, owed_P, _ = encode(name, UPDATE)
    kept = largest_positions(UPDATE, codec_named(name).kept(len(UPDATE)))
    is_kept = np.isin(np.arange(len(UPDATE)), kept)
    assert sent_P[is_kept].all() and not sent_P[~is_kept].any()
    assert np.array_equal(owed_P[~is_kept], UPDATE[~is_kept])


def test_half_precision_values_are_near():
    sent_P, _, _ = encode("topk-1pct", UPDATE)
    assert np.abs(sent_P - UPDATE)[sent_P != 0].max() <= 4 * 2.0**-11


def test_two_bits_are_a_sign_and_the_nearer_of_two_magnitudes():
    values_K = np.concatenate([np.full(100, 1.0), np.full(100, -3.0), np.full(56, 1.0), np.full(10, 0.5)]).astype(np.float32)
    assert block_magnitudes(values_K, 2).tolist() == [[1, 3], [0.5, 0.5]]
    assert block_magnitudes(values_K, 1)[:, 0].tolist() == pytest.approx([1.78125, 0.5], abs=1e-3)
    update_P = np.zeros(len(values_K) * 10, dtype=np.float32)
    update_P[::10] = values_K
    sent_P, owed_P, _ = encode("topk2b-10pct", update_P)
    assert np.array_equal(sent_P, update_P) and not owed_P.any()


@given(hnp.arrays(np.float32, st.integers(1, 2 * BLOCK), elements=FLOATS), st.sampled_from([1, 2]))
def test_magnitudes_ascend_and_are_finite_whatever_the_values(values_K, num_levels):
    scales_BL = block_magnitudes(values_K, num_levels).astype(np.float32)
    assert np.isfinite(scales_BL).all() and (scales_BL >= 0).all() and (np.diff(scales_BL, axis=1) >= 0).all()


@pytest.mark.parametrize(
    ("name", "times"), [("topk-1pct", 120), ("topk2b-3pct", 110), ("topk1b-3pct", 125), ("topk2b-1pct", 250), ("topk1b-1pct", 275)]
)
def test_size_is_that_many_times_less_than_fp32_header_included(name, times):
    update_P = np.random.default_rng(1).standard_normal(101_770).astype(np.float32)
    fp32 = codec_named("fp32").encode(update_P, lambda: GENERATOR, None).payload
    assert len(fp32) / len(encode(name, update_P)[2]) >= times


def test_what_half_precision_cannot_hold_is_owed():
    for name in SPARSE:
        sent_P, owed_P, _ = encode(name, np.array([1e6, 0.0], dtype=np.float32))
        assert sent_P[0] == LARGEST and owed_P[0] == np.float32(1e6) - LARGEST


def test_an_update_of_zeros_and_a_model_of_one_parameter_are_encoded():
    for name in SPARSE:
        for size in (1, 2, 1000):
            assert not encode(name, np.zeros(size, np.float32))[0].any()


def rewritten(name, **arrays):
    tensors = read_tensors(encode(name, UPDATE)[2], UpdateMalformedError)
    return write_tensors(Tensors(dict(tensors.arrays) | arrays, tensors.metadata))


def array_of(name, array):
    return read_tensors(encode(name, UPDATE)[2], UpdateMalformedError).arrays[array].copy()


def spoiled(name, array, place, value):
    values = array_of(name, array)
    values.reshape(-1)[place] = value
    return rewritten(name, **{array: values})


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        (spoiled("topk-1pct", "values", 0, np.nan), UpdateNotFiniteError),
        (spoiled("topk-1pct", "values", 0, np.inf), UpdateNotFiniteError),
        (spoiled("topk2b-3pct", "scales", 0, np.nan), UpdateNotFiniteError),
        (spoiled("topk2b-3pct", "scales", 0, -1), UpdateMalformedError),
        (spoiled("topk2b-3pct", "scales", 0, -0.0), UpdateMalformedError),
        (spoiled("topk2b-3pct", "scales", 0, 100), UpdateMalformedError),
        (spoiled("topk1b-3pct", "widths", 0, 6), UpdateMalformedError),
        (spoiled("topk1b-3pct", "widths", 0, 255), UpdateMalformedError),
        (rewritten("topk1b-3pct", bits=np.append(array_of("topk1b-3pct", "bits"), np.uint8(0))), UpdateMalformedError),
        (rewritten("topk1b-3pct", bits=np.append(array_of("topk1b-3pct", "bits"), np.uint8(1))), UpdateMalformedError),
        (rewritten("topk1b-3pct", bits=array_of("topk1b-3pct", "bits")[:-1]), UpdateMalformedError),
        (rewritten("topk1b-3pct", bits=np.zeros(0, np.uint8)), UpdateMalformedError),
    ],
)  # fmt: skip
def test_each_fault_has_its_code(payload, error):
    with pytest.raises(error):
        decode_update(payload, len(UPDATE))


def test_a_position_outside_the_model_is_refused():
    tensors = read_tensors(encode("topk1b-1pct", np.pad(np.zeros(99, np.float32), (0, 1), constant_values=1))[2], UpdateMalformedError)
    payload = write_tensors(Tensors(tensors.arrays, dict(tensors.metadata) | {"parameters": "99"}))
    with pytest.raises(UpdateMalformedError, match="outside the model"):
        decode_update(payload, 99)
