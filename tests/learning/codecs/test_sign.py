"""A bit a parameter, a scale a block, and the rest owed."""

import numpy as np
import pytest

from learning.codecs.registry import codec_named, decode_update
from learning.codecs.sign import BLOCK

GENERATOR = np.random.default_rng(0)


def test_each_parameter_has_its_sign_and_the_mean_magnitude_of_its_block():
    update_P = np.random.default_rng(1).standard_normal(2 * BLOCK + 7).astype(np.float32)
    decoded_P = decode_update(codec_named("sign").encode(update_P, lambda: GENERATOR, None).payload, len(update_P))
    assert np.array_equal(np.signbit(decoded_P), np.signbit(update_P))
    for start in range(0, len(update_P), BLOCK):
        block = slice(start, start + BLOCK)
        assert np.abs(decoded_P[block]) == pytest.approx(np.abs(update_P[block]).mean(), rel=1e-3)


def test_size_is_at_most_a_twenty_eighth_of_fp32_header_included():
    update_P = np.random.default_rng(1).standard_normal(101_770).astype(np.float32)
    sizes = [len(codec_named(name).encode(update_P, lambda: GENERATOR, None).payload) for name in ("fp32", "sign")]
    assert sizes[0] / sizes[1] >= 28
