"""fp16 rounds each value to the nearest that half precision has."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from learning.codecs.registry import codec_named, decode_update
from learning.errors import UpdateNotFiniteError

IN_RANGE = st.floats(min_value=-65504, max_value=65504, width=32)


@given(hnp.arrays(np.float32, st.integers(1, 700), elements=IN_RANGE))
def test_no_value_is_off_by_more_than_half_a_step(update_P):
    decoded_P = decode_update(codec_named("fp16").encode(update_P, lambda: np.random.default_rng(0), None).payload, len(update_P))
    assert (np.abs(decoded_P - update_P) <= np.maximum(np.abs(update_P) * 2.0**-11, 2.0**-25)).all()


@pytest.mark.parametrize("bad", [65520, -1e9, np.nan, np.inf])
def test_a_value_that_half_precision_cannot_hold_is_not_encoded(bad):
    with pytest.raises(UpdateNotFiniteError):
        codec_named("fp16").encode(np.array([0, bad], dtype=np.float32), lambda: np.random.default_rng(0), None)
