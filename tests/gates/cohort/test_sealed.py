"""A sealed record is its signer's, in one sequence of bytes."""

import json

import pytest

from core.errors import CodedError
from gates.cohort.sealed import seal, unseal
from tests.gates.cohort.bundles import ALICE, BOB


def code_of(raw: bytes) -> str:
    with pytest.raises(CodedError) as caught:
        unseal(raw, "a/type")
    return caught.value.code


def test_what_was_sealed_is_opened_with_its_signer():
    assert unseal(seal({"a": [1, "ü"]}, "a/type", ALICE), "a/type") == ({"a": [1, "ü"]}, ALICE.peer_id)


def test_white_space_another_signer_and_another_type_are_refused():
    raw = seal({"a": 1}, "a/type", ALICE)
    assert code_of(raw + b" ") == code_of(json.dumps(json.loads(raw)).encode()) == "core.envelope.malformed"
    assert code_of(raw.replace(ALICE.peer_id.encode(), BOB.peer_id.encode())) == "core.signature.refused"
    assert code_of(seal({"a": 1}, "another/type", ALICE)) == "core.envelope.malformed"
