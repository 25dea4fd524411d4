"""What a receiver may answer."""

import pytest

from core.errors import CodedError
from p2p.wire.bundle import BundleAnswer, BundleOffer, next_offset
from p2p.wire.messages import parse_message

OFFER = BundleOffer(sha256="0" * 64, size_bytes=100, invitation="x")


@pytest.mark.parametrize(("offset", "expected"), [(0, None), (99, None), (50, 50)])
def test_a_receiver_says_from_where_to_go_on(offset: int, expected: int | None) -> None:
    assert next_offset(BundleAnswer(offset=offset), OFFER, expected) == offset


@pytest.mark.parametrize("expected", [None, 50, 100])
def test_an_acknowledgement_ends_a_push_at_any_point(expected: int | None) -> None:
    assert next_offset(BundleAnswer(sha256="0" * 64), OFFER, expected) is None


@pytest.mark.parametrize(
    ("answer", "expected", "code"),
    [
        (BundleAnswer(offset=100), None, "p2p.message.malformed"),
        (BundleAnswer(offset=101), None, "p2p.message.malformed"),
        (BundleAnswer(offset=100), 100, "p2p.message.malformed"),
        (BundleAnswer(offset=0), 50, "p2p.message.malformed"),
        (BundleAnswer(offset=51), 50, "p2p.message.malformed"),
        (BundleAnswer(sha256="1" * 64), 100, "p2p.blob.hash_mismatch"),
        (parse_message(BundleAnswer, b'{"error":{"code":"p2p.bundle.full","message":""}}'), 50, "p2p.bundle.full"),
        (parse_message(BundleAnswer, b'{"error":{"code":"other.code","message":""}}'), None, "p2p.peer.refused"),
    ],
)
def test_what_is_not_next_is_refused(answer: BundleAnswer, expected: int | None, code: str) -> None:
    with pytest.raises(CodedError) as refused:
        next_offset(answer, OFFER, expected)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "raw",
    [
        b"{}",
        b'{"offset":0,"sha256":"%b"}' % (b"0" * 64),
        b'{"offset":-1}',
        b'{"offset":1.0}',
        b'{"sha256":"../../etc/passwd"}',
        b'{"offset":9007199254740992}',
    ],
)
def test_an_answer_says_one_thing_within_bounds(raw: bytes) -> None:
    with pytest.raises(CodedError):
        parse_message(BundleAnswer, raw)


@pytest.mark.parametrize(
    "fields",
    [
        b'"sha256":"%b","size_bytes":0,"invitation":"x"' % (b"0" * 64),
        b'"sha256":"%b","size_bytes":true,"invitation":"x"' % (b"0" * 64),
        b'"sha256":"%b","size_bytes":1' % (b"0" * 64),
        b'"sha256":"%b","size_bytes":1,"invitation":""' % (b"0" * 64),
        b'"sha256":"%b","size_bytes":1,"invitation":"x","name":"../../x.tgz"' % (b"0" * 64),
        b'"sha256":"%b","size_bytes":1,"invitation":"%b"' % (b"0" * 64, b"x" * 16385),
        b'"sha256":"%b/","size_bytes":1,"invitation":"x"' % (b"0" * 63),
        b'"sha256":"%b\\n","size_bytes":1,"invitation":"x"' % (b"0" * 64),
    ],
)
def test_an_offer_is_a_hash_a_size_and_an_invitation_and_nothing_more(fields: bytes) -> None:
    with pytest.raises(CodedError) as refused:
        parse_message(BundleOffer, b"{" + fields + b"}")
    assert refused.value.code == "p2p.message.malformed"
