"""What a client owes survives as bytes, and only as what it is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.codecs.state import pack_state, unpack_state
from learning.errors import CodecStateError
from learning.tensors import Tensors, write_tensors

OWED = np.random.default_rng(0).standard_normal(50).astype(np.float32)


def test_every_bit_survives():
    assert unpack_state(pack_state(OWED, "sign"), "sign", 50).tobytes() == OWED.tobytes()


@pytest.mark.parametrize(
    ("data", "codec", "num_parameters"),
    [
        (pack_state(OWED, "sign"), "topk-1pct", 50),
        (pack_state(OWED, "sign"), "sign", 51),
        (pack_state(np.where(OWED > 1, np.float32(np.nan), OWED), "sign"), "sign", 50),
        (write_tensors(Tensors({"owed": OWED.astype(np.float16)}, {"format": "codec-state", "version": "1", "codec": "sign"})), "sign", 50),
        (write_tensors(Tensors({"owed": OWED}, {"format": "weights"})), "sign", 50),
        (pack_state(OWED, "sign")[:-1], "sign", 50),
        (b"", "sign", 50),
    ],
)
def test_a_state_that_is_damaged_or_anothers_is_refused(data, codec, num_parameters):
    with pytest.raises(CodecStateError):
        unpack_state(data, codec, num_parameters)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_state_or_refused(data):
    with pytest.raises(CodecStateError):
        unpack_state(data, "sign", 50)
