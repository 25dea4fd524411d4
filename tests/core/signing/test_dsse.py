"""Signed envelopes: what was signed comes back, and one changed byte does not."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import CodedError, EnvelopeMalformedError, SignatureRefusedError
from core.signing.dsse import DsseEnvelope, DsseSignature, open_envelope, parse_envelope, sign_envelope
from core.signing.keys import SigningKey

KEY = SigningKey.from_seed(bytes(range(32)))
OTHER = SigningKey.from_seed(bytes(range(1, 33)))
KIND = "application/vnd.in-toto+json"


@given(st.binary(max_size=200), st.sampled_from([KIND, "text/plain", "http://example.com/HelloWorld"]))
def test_an_envelope_opens_to_its_payload_and_signer(payload: bytes, kind: str) -> None:
    envelope = parse_envelope(sign_envelope(payload, kind, KEY).model_dump_json().encode())
    assert open_envelope(envelope, kind) == (payload, KEY.peer_id)


def test_the_signature_covers_the_encoding_of_the_standard() -> None:
    envelope = sign_envelope(b"hello world", "http://example.com/HelloWorld", KEY)
    signed = b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    assert base64.b64decode(envelope.signatures[0].sig) == KEY.sign(signed)


@given(st.binary(min_size=1, max_size=60), st.data())
def test_a_changed_character_of_payload_type_signer_or_signature_is_refused(payload: bytes, data: st.DataObject) -> None:
    envelope = json.loads(sign_envelope(payload, KIND, KEY).model_dump_json())
    place = data.draw(st.sampled_from(["payload", "payloadType", "keyid", "sig"]))
    holder = envelope if place in envelope else envelope["signatures"][0]
    text = holder[place]
    index = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(min_codepoint=32, max_codepoint=126).filter(lambda character: character != text[index]))
    holder[place] = text[:index] + other + text[index + 1 :]
    with pytest.raises(CodedError):
        open_envelope(parse_envelope(json.dumps(envelope).encode()), KIND)


def test_another_type_of_payload_is_refused() -> None:
    with pytest.raises(EnvelopeMalformedError):
        open_envelope(sign_envelope(b"{}", KIND, KEY), "text/plain")


def test_a_signature_by_another_key_is_refused() -> None:
    envelope = sign_envelope(b"{}", KIND, KEY)
    swapped = envelope.model_copy(update={"signatures": [DsseSignature(keyid=OTHER.peer_id, sig=envelope.signatures[0].sig)]})
    with pytest.raises(SignatureRefusedError):
        open_envelope(swapped, KIND)


def test_two_signatures_are_refused() -> None:
    envelope = sign_envelope(b"{}", KIND, KEY)
    with pytest.raises(EnvelopeMalformedError):
        open_envelope(envelope.model_copy(update={"signatures": [*envelope.signatures, *envelope.signatures]}), KIND)


@given(st.binary(max_size=100))
def test_any_bytes_are_an_envelope_or_a_coded_error(raw: bytes) -> None:
    with pytest.raises(EnvelopeMalformedError):
        parse_envelope(raw)


@pytest.mark.parametrize("payload", ["e30", "e31=", "e30=\n", " e30=", "e3*=", "é30="])
def test_a_payload_has_one_base64_spelling(payload: str) -> None:
    envelope = sign_envelope(b"{}", KIND, KEY)
    assert envelope.payload == "e30="
    with pytest.raises(EnvelopeMalformedError):
        open_envelope(DsseEnvelope(payload=payload, payloadType=KIND, signatures=envelope.signatures), KIND)
