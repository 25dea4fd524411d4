"""Every codec keeps the promises of the port."""

import numpy as np
import pytest

from learning.codecs.registry import codec_named, codec_names
from learning.plan import MAX_UPDATE_HEADER_BYTES


@pytest.mark.parametrize("name", codec_names())
@pytest.mark.parametrize("num_parameters", [1, 257, 100_000])
def test_payload_is_within_the_codecs_bound_and_the_plans(name, num_parameters):
    codec = codec_named(name)
    update_P = np.random.default_rng(0).standard_normal(num_parameters).astype(np.float32)
    payload = codec.encode(update_P, lambda: np.random.default_rng(0), None).payload
    assert len(payload) <= codec.max_size_bytes(num_parameters) <= 4 * num_parameters + MAX_UPDATE_HEADER_BYTES
