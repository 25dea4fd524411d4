"""The largest hundredth is sent, and nothing is lost: what is not sent is owed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from learning.codecs.registry import codec_named, decode_update, stateless_codec_named
from learning.codecs.topk import DENSITY, TopKCodec, kept
from learning.errors import CodecUnknownError, UpdateMalformedError, UpdateNotFiniteError
from learning.tensors import Tensors, write_tensors

MODERATE = st.floats(min_value=-1000, max_value=1000, width=32)
GENERATOR = np.random.default_rng(0)


def encode(update_P, state=None):
    encoded = TopKCodec().encode(update_P, GENERATOR, state)
    return decode_update(encoded.payload, len(update_P)), encoded.state, encoded.payload


@given(hnp.arrays(np.float32, st.integers(1, 700), elements=MODERATE), hnp.arrays(np.float32, 700, elements=MODERATE))
def test_what_is_sent_and_what_is_owed_add_up_to_what_was_to_be_sent(update_P, debts):
    before_P = debts[: len(update_P)]
    sent_P, owed_P, _ = encode(update_P, before_P)
    np.testing.assert_allclose(sent_P + owed_P, update_P + before_P, rtol=1e-6, atol=1e-4)


@given(hnp.arrays(np.float32, st.integers(1, 700), elements=MODERATE))
def test_no_parameter_that_is_left_out_is_larger_than_one_that_is_sent(update_P):
    sent_P, owed_P, _ = encode(update_P)
    is_sent = np.zeros(len(update_P), dtype=bool)
    is_sent[np.argsort(-np.abs(update_P), kind="stable")[: kept(len(update_P))]] = True
    assert np.abs(update_P[~is_sent]).max(initial=0) <= np.abs(update_P[is_sent]).min()
    assert not sent_P[~is_sent].any()
    np.testing.assert_array_equal(owed_P[~is_sent], update_P[~is_sent])


def test_a_small_parameter_is_sent_at_last():
    update_P = np.full(DENSITY, 0.5, dtype=np.float32)
    update_P[7] = 0.01
    state, total_P = None, np.zeros(DENSITY, dtype=np.float64)
    for _ in range(6000):
        sent_P, state, _ = encode(update_P, state)
        total_P += sent_P
    assert total_P[7] > 0
    assert total_P[7] / 6000 == pytest.approx(0.01, rel=0.9)


@pytest.mark.parametrize("num_parameters", [30_000, 76_810, 1_000_000])
def test_size_is_at_most_two_percent_of_fp32_header_included(num_parameters):
    update_P = np.random.default_rng(1).standard_normal(num_parameters).astype(np.float32)
    fp32 = codec_named("fp32").encode(update_P, GENERATOR, None).payload
    assert len(encode(update_P)[2]) / len(fp32) <= 0.02


def test_what_half_precision_cannot_hold_is_owed():
    sent_P, owed_P, _ = encode(np.array([1e6, 0.0], dtype=np.float32))
    assert sent_P[0] == 65504.0 and owed_P[0] == np.float32(1e6 - 65504.0)


@pytest.mark.parametrize("positions", [[5, 5, 6], [6, 5, 7], [0, 1, 300]])
def test_positions_that_repeat_descend_or_leave_the_model_are_refused(positions):
    arrays = {"positions": np.array(positions, dtype=np.uint32), "values": np.zeros(3, dtype=np.float16)}
    payload = write_tensors(Tensors(arrays, {"codec": "topk", "version": "1", "parameters": "300"}))
    with pytest.raises(UpdateMalformedError):
        decode_update(payload, 300)


def test_a_value_that_is_not_finite_is_refused():
    arrays = {"positions": np.array([1, 2, 3], dtype=np.uint32), "values": np.array([0, np.nan, 1], dtype=np.float16)}
    with pytest.raises(UpdateNotFiniteError):
        decode_update(write_tensors(Tensors(arrays, {"codec": "topk", "version": "1", "parameters": "300"})), 300)


def test_agents_are_not_asked_for_a_codec_whose_debts_they_would_forget():
    with pytest.raises(CodecUnknownError) as caught:
        stateless_codec_named("topk")
    assert caught.value.context["known"] == "fp32,int8"
    assert stateless_codec_named("int8").name == "int8"
