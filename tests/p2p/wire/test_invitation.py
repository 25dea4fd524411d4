import zlib

import base58
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import CodedError
from core.signing.keys import SigningKey
from p2p.errors import PeerOtherNetworkError, SignatureInvalidError
from p2p.wire.errors import InvitationExpiredError, InvitationMalformedError
from p2p.wire.invitation import (
    MAX_CODE_LENGTH,
    Invitation,
    _checksum,
    check_invitation,
    decode_invitation,
    encode_invitation,
    sign_invitation,
)

KEY, OTHER = SigningKey.from_seed(b"1" * 32), SigningKey.from_seed(b"2" * 32)


def invitation(key=KEY, **fields) -> Invitation:
    base = {
        "peer": key.peer_id,
        "addresses": ("/ip4/192.168.1.7/tcp/40123",),
        "network": "p2p-agents",
        "purpose": "agents",
        "expires": 1_790_000_000_000,
        "uses": 1,
        "nonce": "0123456789abcdef",
    }
    return sign_invitation(Invitation(**{**base, **fields}), key)


CODE = encode_invitation(invitation())


def test_a_code_is_its_invitation_and_can_be_copied_by_a_double_click():
    assert decode_invitation(CODE) == invitation()
    assert CODE.isalnum()
    assert len(CODE) < 350


def test_white_space_of_a_mail_does_not_matter():
    assert decode_invitation(f"  {CODE[:60]}\r\n {CODE[60:]}\n") == invitation()


@pytest.mark.parametrize("code", ["", CODE[:-1], CODE[1:], CODE + "1", CODE[:50] + CODE[51:], "0OIl", "é", "1" * (MAX_CODE_LENGTH + 1)])
def test_a_code_that_was_not_copied_whole_says_so(code):
    with pytest.raises(InvitationMalformedError):
        decode_invitation(code)


@given(st.integers(0, len(CODE) - 1), st.sampled_from("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"))
def test_no_altered_character_passes(index, character):
    altered = CODE[:index] + character + CODE[index + 1 :]
    if altered != CODE:
        with pytest.raises(InvitationMalformedError):
            decode_invitation(altered)


@given(st.binary(max_size=400))
def test_any_bytes_are_an_invitation_or_a_coded_error(body):
    for raw in (body, b"\x01" + body):
        with pytest.raises(CodedError):
            decode_invitation(base58.b58encode(raw + _checksum(raw)).decode())


def test_a_field_that_is_changed_behind_the_checksum_breaks_the_signature():
    forged = invitation().model_copy(update={"uses": 100})
    with pytest.raises(SignatureInvalidError):
        decode_invitation(encode_invitation(forged))
    stolen = invitation().model_copy(update={"peer": OTHER.peer_id})
    with pytest.raises(SignatureInvalidError):
        decode_invitation(encode_invitation(stolen))


def test_fields_that_unpack_to_very_many_bytes_are_refused():
    packer = zlib.compressobj(9, wbits=-15)
    body = b"\x01" + KEY.public_key + bytes(64) + packer.compress(b" " * 2_000_000) + packer.flush()
    with pytest.raises(InvitationMalformedError):
        decode_invitation(base58.b58encode(body + _checksum(body)).decode())


def test_an_invitation_counts_in_its_network_and_time():
    check_invitation(invitation(), "p2p-agents", 1_789_999_999_999)
    with pytest.raises(PeerOtherNetworkError):
        check_invitation(invitation(), "another", 0)
    with pytest.raises(InvitationExpiredError):
        check_invitation(invitation(), "p2p-agents", 1_790_000_000_000)


@pytest.mark.parametrize(
    "fields",
    [
        {"uses": 0},
        {"uses": 10_000},
        {"nonce": "x"},
        {"purpose": "A b"},
        {"network": "a b"},
        {"addresses": ("x",)},
        {"addresses": ("/a",) * 9},
    ],
)
def test_a_field_out_of_bounds_is_refused(fields):
    with pytest.raises(ValueError):
        invitation(**fields)
