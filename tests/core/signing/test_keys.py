"""Ed25519: signatures verify, and keys under which any message verifies are refused."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from core.errors import CodedError, KeyRefusedError, SignatureRefusedError
from core.ids import peer_id_of
from core.signing.keys import SigningKey, check_public_key, verify, verify_by_peer

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P
ORDER_8_Y = 55188659117513257062467267217118295137698188065244968500265048394206261417927
SMALL_ORDER_Y = [0, 1, P - 1, ORDER_8_Y, P - ORDER_8_Y]
SMALL_ORDER = [(y | sign << 255).to_bytes(32, "little") for y in SMALL_ORDER_Y for sign in (0, 1)]
NOT_CANONICAL = [(y | sign << 255).to_bytes(32, "little") for y in range(P, 2**255) for sign in (0, 1)]

seeds = st.binary(min_size=32, max_size=32)


def add(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    product = D * a[0] * b[0] * a[1] * b[1] % P
    x = (a[0] * b[1] + a[1] * b[0]) * pow(1 + product, -1, P) % P
    return x, (a[1] * b[1] + a[0] * b[0]) * pow(1 - product, -1, P) % P


def square_root(value: int) -> int:
    root = pow(value, (P + 3) // 8, P)
    return root if root * root % P == value % P else root * pow(2, (P - 1) // 4, P) % P


# RFC 8032, section 7.1, test 2.
RFC_SEED = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
RFC_PUBLIC_KEY = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
RFC_SIGNATURE = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)


def test_the_example_of_rfc_8032() -> None:
    key = SigningKey.from_seed(RFC_SEED)
    assert (key.public_key, key.sign(b"\x72")) == (RFC_PUBLIC_KEY, RFC_SIGNATURE)
    verify(RFC_PUBLIC_KEY, RFC_SIGNATURE, b"\x72")


@given(seeds, st.binary(max_size=100))
def test_a_signature_verifies_under_its_key(seed: bytes, message: bytes) -> None:
    key = SigningKey.from_seed(seed)
    verify_by_peer(key.peer_id, key.sign(message), message)


@given(seeds, st.binary(min_size=1, max_size=40), st.integers(0, 10**6), st.integers(1, 255))
def test_one_changed_byte_of_message_or_signature_is_refused(seed: bytes, message: bytes, place: int, change: int) -> None:
    key = SigningKey.from_seed(seed)
    signature = key.sign(message)
    both = bytearray(signature + message)
    both[place % len(both)] ^= change
    with pytest.raises(SignatureRefusedError):
        verify(key.public_key, bytes(both[:64]), bytes(both[64:]))


@given(st.binary(max_size=100).filter(lambda raw: len(raw) != 64))
def test_a_signature_of_another_length_is_refused(signature: bytes) -> None:
    with pytest.raises(SignatureRefusedError):
        verify(RFC_PUBLIC_KEY, signature, b"")


def test_the_listed_points_are_those_whose_order_divides_eight() -> None:
    points: set[tuple[int, int]] = set()
    for y in SMALL_ORDER_Y:
        x = square_root((y * y - 1) * pow(D * y * y + 1, -1, P))
        points |= {(x, y), (-x % P, y)}
    assert len(points) == 8
    for point in points:
        twice = add(point, point)
        four_times = add(twice, twice)
        assert add(four_times, four_times) == (0, 1)


@pytest.mark.parametrize("public_key", SMALL_ORDER, ids=lambda key: key.hex()[:8] + key.hex()[-2:])
def test_every_encoding_of_a_point_of_small_order_is_refused(public_key: bytes) -> None:
    with pytest.raises(KeyRefusedError):
        check_public_key(public_key)


@pytest.mark.parametrize("public_key", NOT_CANONICAL, ids=lambda key: key.hex()[:2] + key.hex()[-2:])
def test_every_encoding_that_is_not_canonical_is_refused(public_key: bytes) -> None:
    with pytest.raises(KeyRefusedError):
        verify_by_peer(peer_id_of(public_key), bytes(64), b"message")


def test_the_library_alone_would_accept_any_message_under_the_neutral_point() -> None:
    neutral = (1).to_bytes(32, "little")
    signature = neutral + bytes(32)
    for message in (b"pay 1", b"pay 1000"):
        Ed25519PublicKey.from_public_bytes(neutral).verify(signature, message)
        with pytest.raises(KeyRefusedError):
            verify(neutral, signature, message)


@given(st.binary(max_size=64), st.binary(min_size=64, max_size=64))
def test_any_key_and_signature_give_an_answer_or_a_coded_error(public_key: bytes, signature: bytes) -> None:
    with pytest.raises(CodedError):
        verify(public_key, signature, b"message")


def test_generated_keys_differ_and_their_text_hides_the_seed() -> None:
    key = SigningKey.generate()
    assert key != SigningKey.generate()
    assert repr(key) == f"SigningKey({key.peer_id})"
