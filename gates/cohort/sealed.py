"""A record under its signer's key: canonical JSON in a DSSE envelope that is canonical JSON itself, so that no byte is free to vary."""

import json
from collections.abc import Mapping

from pydantic import JsonValue

from core.errors import EnvelopeMalformedError, NotCanonicalError
from core.ids import PeerId
from core.signing.canonical import canonical_json
from core.signing.dsse import open_envelope, parse_envelope, sign_envelope
from core.signing.keys import SigningKey


def seal(record: Mapping[str, JsonValue], payload_type: str, key: SigningKey) -> bytes:
    """The sealed form of `record`."""
    envelope = sign_envelope(canonical_json(record), payload_type, key)
    return canonical_json(envelope.model_dump(mode="json")) + b"\n"


def unseal(raw: bytes, payload_type: str) -> tuple[dict[str, JsonValue], PeerId]:
    """The record in `raw` and its signer, once the signature has verified; whether to trust the signer is the caller's question.

    Errors: EnvelopeMalformedError (core.envelope.malformed), IdMalformedError (core.id.malformed), KeyRefusedError
    (core.key.refused), SignatureRefusedError (core.signature.refused).
    """
    envelope = parse_envelope(raw)
    payload, signer = open_envelope(envelope, payload_type)
    try:
        record: JsonValue = json.loads(payload)
        is_canonical = canonical_json(record) == payload and canonical_json(envelope.model_dump(mode="json")) + b"\n" == raw
    except (ValueError, RecursionError, NotCanonicalError) as error:
        raise EnvelopeMalformedError("the sealed record has no canonical form") from error
    if not (is_canonical and isinstance(record, dict)):
        raise EnvelopeMalformedError("the sealed record is not in its canonical form")
    return record, signer
