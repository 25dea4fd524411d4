"""DSSE envelopes: a payload, its type, and who signed both."""

import base64

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.errors import EnvelopeMalformedError
from core.ids import PeerId, parse_peer_id
from core.signing.keys import SigningKey, verify_by_peer


class DsseSignature(BaseModel):
    """One signature: the signer's peer id and base64 of the 64 bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    keyid: str
    sig: str


class DsseEnvelope(BaseModel):
    """Source: github.com/secure-systems-lab/dsse, envelope.md."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    payload: str
    payloadType: str  # noqa: N815 - the field's name in the standard
    signatures: list[DsseSignature] = Field(min_length=1, max_length=16)


def sign_envelope(payload: bytes, payload_type: str, key: SigningKey) -> DsseEnvelope:
    """`payload` signed by `key`; the signature covers the type as well (pre-authentication encoding)."""
    signature = key.sign(_pre_authentication(payload, payload_type))
    return DsseEnvelope(
        payload=base64.b64encode(payload).decode(),
        payloadType=payload_type,
        signatures=[DsseSignature(keyid=key.peer_id, sig=base64.b64encode(signature).decode())],
    )


def parse_envelope(raw: bytes) -> DsseEnvelope:
    """The envelope in `raw`, read but not yet verified.

    Errors: EnvelopeMalformedError (core.envelope.malformed).
    """
    try:
        return DsseEnvelope.model_validate_json(raw)
    except ValidationError as error:
        raise EnvelopeMalformedError(f"not a DSSE envelope: {error.errors()[0]['msg']}") from error


def open_envelope(envelope: DsseEnvelope, payload_type: str) -> tuple[bytes, PeerId]:
    """The payload and its signer, once every signature has verified; whether to trust the signer is the caller's question.

    Errors: EnvelopeMalformedError (core.envelope.malformed), IdMalformedError (core.id.malformed),
    KeyRefusedError (core.key.refused), SignatureRefusedError (core.signature.refused).
    """
    if envelope.payloadType != payload_type:
        raise EnvelopeMalformedError("another type of payload", expected=payload_type, found=envelope.payloadType)
    if len(envelope.signatures) != 1:
        raise EnvelopeMalformedError("exactly one signature is expected", found=len(envelope.signatures))
    signature = envelope.signatures[0]
    payload, raw_signature = _from_base64(envelope.payload), _from_base64(signature.sig)
    signer = parse_peer_id(signature.keyid)
    verify_by_peer(signer, raw_signature, _pre_authentication(payload, payload_type))
    return payload, signer


def _pre_authentication(payload: bytes, payload_type: str) -> bytes:
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def _from_base64(text: str) -> bytes:
    """The bytes of `text`, which must be the one spelling of them: unused bits of the last character are zero."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise EnvelopeMalformedError("payload or signature is not base64") from error
    if base64.b64encode(raw).decode() != text:
        raise EnvelopeMalformedError("payload or signature is not in canonical base64")
    return raw
