"""Positions come back, in about as few bits as there can be, and in one form only."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.codecs.rice import BLOCK, decode_positions, encode_positions, max_bits, num_blocks
from learning.errors import UpdateMalformedError

POSITIONS = st.sets(st.integers(0, 100_000), min_size=1, max_size=700).map(lambda found: np.array(sorted(found), dtype=np.int64))


def padded(bits):
    return np.unpackbits(np.packbits(bits))


def spread(share, num_parameters=400_000):
    return np.flatnonzero(np.random.default_rng(0).random(num_parameters) < share)


@given(POSITIONS)
def test_positions_come_back(positions_K):
    widths_B, bits = encode_positions(positions_K)
    assert len(widths_B) == num_blocks(len(positions_K))
    assert np.array_equal(decode_positions(widths_B, padded(bits), len(positions_K)), positions_K)


@given(POSITIONS)
def test_bits_are_within_the_bound(positions_K):
    for limit in (int(positions_K[-1]) + 1, 200_000):
        assert len(encode_positions(positions_K)[1]) <= max_bits(len(positions_K), limit)


@pytest.mark.parametrize("share", [0.001, 0.01, 0.03, 0.1, 0.5])
def test_scattered_positions_take_little_more_than_their_entropy(share):
    positions_K = spread(share)
    entropy = -(math.log2(share) + (1 - share) / share * math.log2(1 - share))
    assert len(encode_positions(positions_K)[1]) / len(positions_K) < 1.04 * entropy + 0.03


def test_each_block_has_the_width_that_suits_its_own_gaps():
    dense, sparse = np.arange(BLOCK), 10_000 + 5000 * np.arange(BLOCK)
    widths_B, bits = encode_positions(np.concatenate([dense, sparse]))
    assert widths_B[0] == 0 and widths_B[1] in (11, 12)
    assert len(bits) < BLOCK * (1 + 14.5)


def test_the_width_costs_hardly_more_than_the_best_one():
    gaps_K = np.random.default_rng(1).geometric(0.03, BLOCK) - 1
    _, bits = encode_positions(np.cumsum(gaps_K + 1) - 1)
    assert len(bits) <= 1.02 * min(BLOCK * (width + 1) + int((gaps_K >> width).sum()) for width in range(20))


@given(st.lists(st.integers(0, 255), min_size=1, max_size=3), st.binary(max_size=200), st.integers(1, 3 * BLOCK))
def test_any_bits_are_positions_in_order_or_refused(widths, raw, num_positions):
    widths_B = np.resize(np.array(widths, np.uint8), num_blocks(num_positions))
    bits = np.unpackbits(np.frombuffer(raw, np.uint8))
    try:
        positions_K = decode_positions(widths_B, bits, num_positions)
    except UpdateMalformedError:
        return
    assert positions_K[0] >= 0 and (np.diff(positions_K) > 0).all()
    again_B, again = encode_positions(positions_K)
    assert np.array_equal(again_B, widths_B) and np.array_equal(padded(again), bits)


def test_what_an_encoder_would_not_write_is_refused():
    positions_K = spread(0.03, 3000)
    widths_B, bits = encode_positions(positions_K)
    bits, wider = padded(bits), widths_B + np.uint8(1)
    more = np.concatenate([bits, np.zeros(8, np.uint8)])
    set_padding = np.concatenate([bits, np.ones(8, np.uint8)])
    for wrong in ((widths_B, more), (widths_B, set_padding), (widths_B, bits[:-8]), (wider, bits), (np.full_like(widths_B, 255), bits)):
        with pytest.raises(UpdateMalformedError):
            decode_positions(*wrong, len(positions_K))
