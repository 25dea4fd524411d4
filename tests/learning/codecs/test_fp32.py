"""fp32 keeps every bit of a finite update."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from learning.codecs.registry import codec_named, decode_update
from learning.errors import UpdateNotFiniteError

FLOATS = st.floats(width=32, allow_nan=False, allow_infinity=False)


@given(hnp.arrays(np.float32, st.integers(1, 700), elements=FLOATS))
def test_every_bit_survives(update_P):
    encoded = codec_named("fp32").encode(update_P, lambda: np.random.default_rng(0), None)
    assert decode_update(encoded.payload, len(update_P)).tobytes() == update_P.tobytes()
    assert encoded.state is None


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_value_that_is_not_finite_is_not_encoded(bad):
    with pytest.raises(UpdateNotFiniteError):
        codec_named("fp32").encode(np.array([0, bad], dtype=np.float32), lambda: np.random.default_rng(0), None)
