"""Two libraries, one verdict: what libsodium accepts and refuses here, OpenSSL does as well, but for an R of small order."""

from hashlib import sha512

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from core.errors import SignatureRefusedError
from core.signing.keys import SigningKey, verify

Point = tuple[int, int]
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
BASE = (15112221349535400772501151409588531511454012693041857206046113283949847762202, 4 * pow(5, -1, P) % P)
ORDER_8 = (
    14399317868200118260347934320527232580618823971194345261214217575416788799818,
    55188659117513257062467267217118295137698188065244968500265048394206261417927,
)
NEUTRAL = (0, 1)
SECRET = 1234567890123456789012345678901234567890
MESSAGE = b"message"
seeds = st.binary(min_size=32, max_size=32)


def add(a: Point, b: Point) -> Point:
    product = D * a[0] * b[0] * a[1] * b[1] % P
    x = (a[0] * b[1] + a[1] * b[0]) * pow(1 + product, -1, P) % P
    return x, (a[1] * b[1] + a[0] * b[0]) * pow(1 - product, -1, P) % P


def times(number: int, point: Point) -> Point:
    result = NEUTRAL
    while number:
        if number & 1:
            result = add(result, point)
        point, number = add(point, point), number >> 1
    return result


def encoded(point: Point) -> bytes:
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def signed(public: Point, nonce: int, commitment: Point, extra: int = 0) -> bytes:
    """A signature with SECRET over MESSAGE, under any public point and any R; S may be `extra` orders too large."""
    challenge = int.from_bytes(sha512(encoded(commitment) + encoded(public) + MESSAGE).digest(), "little")
    s = (nonce + challenge * SECRET) % ORDER + extra * ORDER
    return encoded(commitment) + s.to_bytes(32, "little")


def verdicts(public_key: bytes, signature: bytes, message: bytes) -> tuple[bool, bool]:
    """Ours and OpenSSL's."""
    ours = theirs = True
    try:
        verify(public_key, signature, message)
    except SignatureRefusedError:
        ours = False
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature:
        theirs = False
    return ours, theirs


PUBLIC = times(SECRET, BASE)
MIXED = add(PUBLIC, ORDER_8)
"""A public key with a part of small order: it is no such point itself, and both libraries take it."""


@given(seeds, st.binary(max_size=200))
def test_a_signature_has_the_same_bytes(seed: bytes, message: bytes) -> None:
    theirs = Ed25519PrivateKey.from_private_bytes(seed)
    key = SigningKey.from_seed(seed)
    assert (key.public_key, key.sign(message)) == (theirs.public_key().public_bytes_raw(), theirs.sign(message))


@given(seeds, st.binary(min_size=1, max_size=40), st.data())
def test_a_changed_signature_has_one_verdict(seed: bytes, message: bytes, data: st.DataObject) -> None:
    key = SigningKey.from_seed(seed)
    signature = bytearray(key.sign(message))
    for place in data.draw(st.lists(st.integers(0, 63), max_size=3)):
        signature[place] ^= data.draw(st.integers(0, 255))
    assert verdicts(key.public_key, bytes(signature), message) in {(True, True), (False, False)}
    assert verdicts(key.public_key, key.sign(message), message) == (True, True)


@pytest.mark.parametrize("extra", range(1, 15))
def test_an_s_that_is_not_below_the_order_is_refused_by_both(extra: int) -> None:
    commitment = times(777, BASE)
    assert verdicts(encoded(PUBLIC), signed(PUBLIC, 777, commitment), MESSAGE) == (True, True)
    assert verdicts(encoded(PUBLIC), signed(PUBLIC, 777, commitment, extra), MESSAGE) == (False, False)


@pytest.mark.parametrize("order_of_rest", range(1, 8))
def test_an_r_with_a_part_of_small_order_is_refused_by_both(order_of_rest: int) -> None:
    commitment = add(times(777, BASE), times(order_of_rest, ORDER_8))
    assert verdicts(encoded(PUBLIC), signed(PUBLIC, 777, commitment), MESSAGE) == (False, False)


def test_a_key_with_a_part_of_small_order_has_one_verdict_whatever_the_challenge() -> None:
    found = {verdicts(encoded(MIXED), signed(MIXED, nonce, times(nonce, BASE)), MESSAGE) for nonce in range(1, 60)}
    assert found == {(True, True), (False, False)}


def test_both_check_the_equation_without_the_cofactor() -> None:
    found = {
        verdicts(encoded(MIXED), signed(MIXED, nonce, add(times(nonce, BASE), times(rest, ORDER_8))), MESSAGE)
        for nonce in range(1, 8)
        for rest in range(8)
    }
    assert found == {(True, True), (False, False)}


@pytest.mark.parametrize("y", range(P, 2**255))
@pytest.mark.parametrize("sign", [0, 1])
def test_an_r_in_a_form_that_is_not_canonical_is_refused_by_both(y: int, sign: int) -> None:
    commitment = (y | sign << 255).to_bytes(32, "little")
    challenge = int.from_bytes(sha512(commitment + encoded(PUBLIC) + MESSAGE).digest(), "little")
    signature = commitment + (challenge * SECRET % ORDER).to_bytes(32, "little")
    assert verdicts(encoded(PUBLIC), signature, MESSAGE) == (False, False)


def test_an_r_of_small_order_is_refused_though_openssl_takes_it() -> None:
    """Who makes one has told the secret: S is the challenge times it."""
    assert verdicts(encoded(PUBLIC), signed(PUBLIC, 0, NEUTRAL), MESSAGE) == (False, True)
    points = [times(number, ORDER_8) for number in range(8)]
    assert {verdicts(encoded(MIXED), signed(MIXED, 0, point), MESSAGE)[0] for point in points} == {False}


def test_the_point_of_order_eight_is_one() -> None:
    assert times(8, ORDER_8) == NEUTRAL != times(4, ORDER_8)


def test_bytes_do_not_pass_from_the_signature_into_the_message() -> None:
    key = SigningKey.from_seed(bytes(32))
    signature = key.sign(MESSAGE)
    for signature_as_given, message in ((signature[:63], signature[63:] + MESSAGE), (signature + MESSAGE[:1], MESSAGE[1:])):
        with pytest.raises(SignatureRefusedError):
            verify(key.public_key, signature_as_given, message)
