"""Forged updates reach what lies behind the header, and each is an update or a code: the short form of `make soak-decoders`."""

from collections import Counter

import pytest

from core.errors import CodedError
from learning.codecs.registry import decode_update
from learning.errors import UpdateMalformedError
from learning.tensors import read_tensors
from tests.fuzz.forged_updates import Forger


@pytest.mark.parametrize("num_parameters", [1, 43, 3000])
def test_any_forgery_is_an_update_or_a_code(num_parameters):
    forger, outcomes = Forger("1", num_parameters), Counter()
    for _ in range(1500):
        try:
            decode_update(forger.next(), num_parameters)
            outcomes["ok"] += 1
        except CodedError as error:
            outcomes[error.code] += 1
    assert {"ok", "learning.update.malformed", "learning.update.shape", "learning.update.not_finite", "learning.codec.version"} <= set(
        outcomes
    )


def test_half_of_the_buffers_are_well_formed():
    forger, num_read = Forger("2", 300), 0
    for _ in range(400):
        try:
            read_tensors(forger.next(), UpdateMalformedError)
            num_read += 1
        except UpdateMalformedError:
            pass
    assert 200 < num_read < 400
