"""What looks like a secret is found, also where base64 hides it; what a node tells of itself is none."""

import contextlib

import pytest

from core.errors import CodedError
from gates.cohort.secret_scan import check_no_secret
from tests.gates.cohort.bundles import ALICE, Made, evidence_of


def found(text: bytes, name: str = "cycle.log", known: tuple[bytes, ...] = ()) -> str:
    with pytest.raises(CodedError) as caught:
        check_no_secret({name: text}, known)
    assert caught.value.code == "gates.bundle.secret"
    return str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        b"-----BEGIN RSA PRIVATE KEY-----",
        b'{"seed": "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE="}',
        b"AKIAIOSFODNN7EXAMPLE",
        b"token ghp_" + b"a1" * 18,
        b"xoxb-1234567890-abc",
        b"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
        b"Authorization: Bearer abcdefghijklmnopqrstuvwx",
        b"https://user:hunter22@host/path",
        b"P2P_AGENT_PASSPHRASE=correct-horse",
        b'"api_key": "0123456789abcdef"',
    ],
)
def test_each_kind_of_secret_is_found_and_never_repeated(text: bytes):
    assert text.decode() not in found(b"started\n" + text + b"\nended\n")


def test_a_nodes_own_key_is_found_in_any_member():
    found(b"x" + ALICE.seed.hex().encode(), known=(ALICE.seed.hex().encode(),))


def test_a_secret_inside_evidence_is_found():
    found(evidence_of("smoke", b"{}", run_id="ghp_" + "a" * 36), "artifacts/smoke_summary.dsse.json")


def test_an_ordinary_bundle_holds_none():
    check_no_secret(Made().contents(), (ALICE.seed.hex().encode(),))
    check_no_secret({"cycle.log": b"tokens: 512, password prompt shown: no\nsecure aggregation off\n"})


@pytest.mark.parametrize(
    "start", [b"-eyJ", b".eyJaaaaaaaa", b"-----BEGIN A", b"a://a:b", b"bearer ", b"password ", b'"seed":"', b"xoxb-a "]
)
def test_a_log_of_nothing_but_the_starts_of_secrets_is_read_once_over(start: bytes):
    """A pattern that begins again within what it has passed over takes minutes here."""
    with contextlib.suppress(CodedError):
        check_no_secret({"cycle.log": start * (2**20 // len(start))})
