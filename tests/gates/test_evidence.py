import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import CodedError
from core.signing.keys import SigningKey
from gates.evidence import Observed, check_evidence, read_evidence, sign_statement
from gates.statement import Engine, Machine, ParameterDigest, RunRecord, SourceDigest, Sources, make_statement

KEY = SigningKey.from_seed(bytes(32))
A, B, C, D, E = ("abcde"[index] * 64 for index in range(5))
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def statement():
    run = RunRecord(
        run_id="run-1",
        gate="other",
        profile="reduced",
        seeds=(0, 1),
        engine=Engine(packages={"numpy": "2"}, blas=()),
        machine=Machine(id="0", platform="test", cpu="test", num_cores=1, python="3"),
        timings_s={"train": 0.1},
        git_commit=None,
        generated_utc="2026-01-01T00:00:00Z",
    )
    sources = Sources(
        inputs=(SourceDigest(name="data/x", sha256=C),),
        code=(SourceDigest(name="core", sha256=D),),
        params=(ParameterDigest(name="limits.other", sha256=E, value={"max_drop": 0.01}),),
    )
    return make_statement(run, sources, ("other.json", A), {"other.png": B})


def observed(**changes):
    now = {"other.json": A, "other.png": B, "data/x": C, "core": D, "limits.other": E} | changes
    return Observed(subjects=now, inputs=now, code=now, params=now)


def test_evidence_reads_back_as_the_statement_that_was_signed():
    evidence = read_evidence(sign_statement(statement(), KEY))
    assert evidence.statement == statement()
    assert evidence.signer == KEY.peer_id


def test_the_payload_is_an_in_toto_statement():
    payload = json.loads(base64.b64decode(json.loads(sign_statement(statement(), KEY))["payload"]))
    assert payload["_type"] == "https://in-toto.io/Statement/v1"
    assert payload["subject"][0] == {"name": "other.json", "digest": {"sha256": A}}
    assert set(payload) == {"_type", "subject", "predicateType", "predicate"}


def test_the_same_statement_and_key_give_the_same_bytes():
    assert sign_statement(statement(), KEY) == sign_statement(statement(), KEY)


def test_nothing_is_wrong_with_trusted_whole_and_current_evidence():
    assert check_evidence(read_evidence(sign_statement(statement(), KEY)), "other.json", observed(), {KEY.peer_id: "me"}) == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("other.json", "gates.evidence.altered"),
        ("other.png", "gates.evidence.altered"),
        ("data/x", "gates.evidence.stale"),
        ("core", "gates.evidence.stale"),
        ("limits.other", "gates.evidence.stale"),
    ],
)
@pytest.mark.parametrize("found", ["f" * 64, None])
def test_each_difference_is_named_by_itself(name, code, found):
    evidence = read_evidence(sign_statement(statement(), KEY))
    findings = check_evidence(evidence, "other.json", observed(**{name: found}), {KEY.peer_id: "me"})
    assert [(finding.code, finding.artifact, finding.name) for finding in findings] == [(code, "other.json", name)]


def test_several_differences_are_all_named():
    evidence = read_evidence(sign_statement(statement(), KEY))
    findings = check_evidence(evidence, "other.json", observed(core=None, **{"other.json": B}), {KEY.peer_id: "me"})
    assert {finding.name for finding in findings} == {"core", "other.json"}


def test_a_valid_signature_is_not_trust():
    findings = check_evidence(read_evidence(sign_statement(statement(), KEY)), "other.json", observed(), {})
    assert [finding.code for finding in findings] == ["gates.evidence.untrusted"]


@given(st.binary(max_size=400))
def test_any_bytes_are_evidence_or_a_coded_refusal(raw):
    with pytest.raises(CodedError) as caught:
        read_evidence(raw)
    assert caught.value.code == "gates.evidence.malformed"


def test_the_loose_bits_of_base64_are_not_free():
    envelope = json.loads(sign_statement(statement(), KEY))
    signature = envelope["signatures"][0]["sig"]
    last = ALPHABET[ALPHABET.index(signature[-3]) + 1]
    envelope["signatures"][0]["sig"] = signature[:-3] + last + "=="
    assert base64.b64decode(envelope["signatures"][0]["sig"]) == base64.b64decode(signature)
    with pytest.raises(CodedError) as caught:
        read_evidence(json.dumps(envelope, sort_keys=True, separators=(",", ":")).encode() + b"\n")
    assert caught.value.code == "gates.evidence.malformed"
