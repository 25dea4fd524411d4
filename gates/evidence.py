"""Evidence: a statement in a signed envelope, and everything that can be wrong with one."""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from core.errors import CodedError, NotCanonicalError
from core.ids import PeerId
from core.signing.canonical import canonical_json
from core.signing.dsse import DsseEnvelope, open_envelope, parse_envelope, sign_envelope
from core.signing.keys import SigningKey
from gates.catalogue import GATES, Profile
from gates.errors import (
    EvidenceAlteredError,
    EvidenceIncompleteError,
    EvidenceMalformedError,
    EvidenceSignatureError,
    EvidenceStaleError,
    EvidenceUntrustedError,
)
from gates.remedy import remedy
from gates.statement import PAYLOAD_TYPE, Statement

MAX_EVIDENCE_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: its code, the artifact it belongs to, what it is about, and the sentence for a person."""

    code: str
    artifact: str
    name: str
    message: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A statement whose signature has verified, and the key it verified under; not yet trusted, not yet compared."""

    statement: Statement
    signer: PeerId


@dataclass(frozen=True, slots=True)
class Observed:
    """SHA-256 by name of the files as they are now, None where there is none; and the profile of the folder, where it is known.

    `running` are the files of code that a run of the gate would run now.
    """

    subjects: Mapping[str, str | None]
    inputs: Mapping[str, str | None]
    code: Mapping[str, str | None]
    params: Mapping[str, str | None]
    profile: Profile | None = None
    running: tuple[str, ...] = ()


def sign_statement(statement: Statement, key: SigningKey) -> bytes:
    """The evidence file of `statement`: its canonical JSON in a DSSE envelope that is canonical JSON itself."""
    payload = canonical_json(statement.model_dump(mode="json", by_alias=True))
    return _envelope_bytes(sign_envelope(payload, PAYLOAD_TYPE, key))


def read_evidence(raw: bytes) -> Evidence:
    """The statement in `raw` with its signer, when the signature verifies and no byte of `raw` is free to vary.

    Errors: EvidenceMalformedError (gates.evidence.malformed), EvidenceSignatureError (gates.evidence.signature).
    """
    if len(raw) > MAX_EVIDENCE_BYTES:
        raise EvidenceMalformedError("the evidence is too large", size_bytes=len(raw), limit=MAX_EVIDENCE_BYTES)
    try:
        envelope = parse_envelope(raw)
        is_canonical = _envelope_bytes(envelope) == raw
    except CodedError as error:
        raise EvidenceMalformedError(error.message) from error
    try:
        payload, signer = open_envelope(envelope, PAYLOAD_TYPE)
    except CodedError as error:
        is_form = error.code == "core.envelope.malformed"
        raise (EvidenceMalformedError if is_form else EvidenceSignatureError)(error.message) from error
    if not (is_canonical and all(map(_is_plain_base64, (envelope.payload, envelope.signatures[0].sig)))):
        raise EvidenceMalformedError("the envelope is not in its canonical form")
    return Evidence(_parse_statement(payload), signer)


def check_evidence(evidence: Evidence, artifact: str, observed: Observed, trusted: Mapping[PeerId, str]) -> list[Finding]:
    """Everything that is wrong with `evidence` for `artifact`; empty when it is trusted, whole and current.

    The statement of a stranger is compared with its files only: what it says about sources proves nothing.
    """
    subjects = {subject.name: subject.digest.sha256 for subject in evidence.statement.subject}
    sources = evidence.statement.predicate.sources
    findings = list(_altered(artifact, evidence.statement, subjects, observed.subjects))
    if evidence.signer not in trusted:
        message = f"signed by {evidence.signer}, which no list of trusted keys names"
        return [Finding(EvidenceUntrustedError.code, artifact, evidence.signer, message), *findings]
    findings += _incomplete(artifact, evidence.statement, observed)
    for kind, stated, now in (
        ("input", sources.inputs, observed.inputs),
        ("code", sources.code, observed.code),
        ("parameter", sources.params, observed.params),
    ):
        findings += _stale(artifact, kind, {source.name: source.sha256 for source in stated}, now)
    return findings


def _altered(artifact: str, statement: Statement, stated: Mapping[str, str], now: Mapping[str, str | None]) -> Iterator[Finding]:
    if statement.subject[0].name != artifact:
        message = f"the evidence beside {artifact} was signed for {statement.subject[0].name}"
        yield Finding(EvidenceAlteredError.code, artifact, artifact, message)
    if len(stated) != len(statement.subject):
        yield Finding(EvidenceMalformedError.code, artifact, artifact, "the statement names a file twice")
    for name, sha256 in stated.items():
        found = now.get(name)
        if found != sha256:
            what = "is missing" if found is None else "differs from the file that was signed"
            yield Finding(EvidenceAlteredError.code, artifact, name, f"{name} {what}")


def _incomplete(artifact: str, statement: Statement, observed: Observed) -> Iterator[Finding]:
    gate, sources, profile = GATES.get(artifact), statement.predicate.sources, statement.predicate.run.profile
    if observed.profile not in (None, profile):
        message = f"the evidence is of the profile {profile}, and lies among those of {observed.profile}"
        yield Finding(EvidenceIncompleteError.code, artifact, profile, message)
    if gate is None:
        return
    if statement.predicate.run.gate != gate.name:
        message = f"the evidence is of the gate {statement.predicate.run.gate}, not of {gate.name}"
        yield Finding(EvidenceIncompleteError.code, artifact, gate.name, message)
    if profile not in gate.inputs:
        yield Finding(EvidenceIncompleteError.code, artifact, profile, f"the gate {gate.name} has no profile {profile}")
    for name in sorted(set(gate.companions) - {subject.name for subject in statement.subject}):
        yield Finding(EvidenceIncompleteError.code, artifact, name, f"the evidence leaves out the file {name}")
    for kind, needed, stated in (
        ("input", gate.inputs.get(profile, ()), sources.inputs),
        ("code", observed.running, sources.code),
        ("parameter", gate.params_of(profile), sources.params),
    ):
        for name in sorted(set(needed) - {source.name for source in stated}):
            yield Finding(EvidenceIncompleteError.code, artifact, name, f"the evidence leaves out the {kind} {name}")


def _stale(artifact: str, kind: str, stated: Mapping[str, str], now: Mapping[str, str | None]) -> Iterator[Finding]:
    for name, sha256 in stated.items():
        found = now.get(name)
        if found != sha256:
            what = "is gone" if found is None else "has changed since the run"
            step = "run the gate again" if artifact in GATES else f"write it again: {remedy(artifact) or 'as it was written'}"
            yield Finding(EvidenceStaleError.code, artifact, name, f"the {kind} {name} {what}; {step}")


def _parse_statement(payload: bytes) -> Statement:
    try:
        statement = Statement.model_validate_json(payload)
        is_canonical = canonical_json(json.loads(payload)) == payload
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(part) for part in first["loc"])
        raise EvidenceMalformedError(f"not a statement: {path}: {first['msg']}") from error
    except (ValueError, RecursionError, NotCanonicalError) as error:
        raise EvidenceMalformedError("the statement has no canonical form") from error
    if not is_canonical:
        raise EvidenceMalformedError("the statement is not in its canonical form")
    return statement


def _envelope_bytes(envelope: DsseEnvelope) -> bytes:
    return canonical_json(envelope.model_dump(mode="json")) + b"\n"


def _is_plain_base64(text: str) -> bool:
    """Whether no other text decodes to the same bytes (the last character has bits that decoding drops)."""
    return base64.b64encode(base64.b64decode(text)).decode() == text
