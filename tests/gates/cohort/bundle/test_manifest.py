"""A manifest is signed as a whole, and says its fields and no more."""

import json

import pytest

from core.errors import CodedError
from gates.cohort.bundle.manifest import PAYLOAD_TYPE, BundleManifest, open_manifest, sign_manifest
from gates.cohort.sealed import seal
from tests.gates.cohort.bundles import ALICE, CREATED, Made

RECORD = Made().record({})
MANIFEST = BundleManifest.model_validate_json(json.dumps(RECORD), strict=True)


def code_of(raw: bytes) -> str:
    with pytest.raises(CodedError) as caught:
        open_manifest(raw)
    return caught.value.code


def test_what_was_signed_is_opened_with_its_signer():
    assert open_manifest(sign_manifest(MANIFEST, ALICE)) == (MANIFEST, ALICE.peer_id)
    assert MANIFEST.created.isoformat() == CREATED.replace("Z", "+00:00")


@pytest.mark.parametrize("field", RECORD)
def test_no_field_may_be_missing_and_none_may_be_added(field: str):
    lacks = {name: value for name, value in RECORD.items() if name != field}
    assert code_of(seal(lacks, PAYLOAD_TYPE, ALICE)) in ("gates.bundle.manifest", "gates.bundle.version")
    assert code_of(seal({**RECORD, f"{field}_too": 1}, PAYLOAD_TYPE, ALICE)) == "gates.bundle.field"


def test_a_changed_byte_is_refused():
    raw = sign_manifest(MANIFEST, ALICE)
    for place in range(0, len(raw), 7):
        assert code_of(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]).startswith("gates.bundle.")


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b'{"signatures": []}', b"\xff", b"[" * 100_000])
def test_what_is_no_envelope_is_refused_by_code(raw: bytes):
    assert code_of(raw).startswith("gates.bundle.")


@pytest.mark.parametrize("change", [{"region": "EU | US"}, {"cpu_cores": 0}, {"memory_gb": -1.0}, {"network_tier": "<b>"}])
def test_a_profile_is_of_plain_words_and_possible_numbers(change: dict):
    record = {**RECORD, "profile": {**RECORD["profile"], **change}}
    assert code_of(seal(record, PAYLOAD_TYPE, ALICE)) == "gates.bundle.manifest"
