"""Ids: one spelling each."""

import uuid

import base58
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import IdMalformedError
from core.ids import new_session_id, new_task_id, parse_peer_id, peer_id_of, public_key_of
from core.signing.keys import SigningKey

keys = st.binary(min_size=32, max_size=32)

# libp2p specs, peer-ids: the Ed25519 test vector (private key message 08011240 + seed + public key).
SPEC_SEED = bytes.fromhex("7e0830617c4a7de83925dfb2694556b12936c477a0e1feb2e148ec9da60fee7d")
SPEC_PUBLIC_KEY = bytes.fromhex("1ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e")


def test_the_key_of_the_specification_has_its_public_key() -> None:
    assert SigningKey.from_seed(SPEC_SEED).public_key == SPEC_PUBLIC_KEY


def test_a_peer_id_is_base58_of_an_identity_multihash() -> None:
    message = bytes.fromhex("08011220") + SPEC_PUBLIC_KEY
    assert peer_id_of(SPEC_PUBLIC_KEY) == base58.b58encode(b"\x00" + bytes([len(message)]) + message).decode()
    assert peer_id_of(SPEC_PUBLIC_KEY).startswith("12D3KooW")


@given(keys)
def test_a_peer_id_carries_its_key(public_key: bytes) -> None:
    peer_id = peer_id_of(public_key)
    assert public_key_of(peer_id) == public_key
    assert parse_peer_id(peer_id) == peer_id


def test_peer_ids_are_libp2ps_own() -> None:
    from p2p import compat

    compat.apply()
    from libp2p.crypto.ed25519 import create_new_key_pair
    from libp2p.peer.id import ID

    for _ in range(10):
        public_key = create_new_key_pair().public_key
        assert peer_id_of(public_key.to_bytes()) == ID.from_pubkey(public_key).to_base58()


@given(st.text(max_size=80))
def test_other_text_is_no_peer_id(text: str) -> None:
    with pytest.raises(IdMalformedError):
        parse_peer_id(text)


@given(keys, st.sampled_from([" ", "\n", "\t", "1"]))
def test_a_peer_id_has_one_spelling(public_key: bytes, extra: str) -> None:
    for text in (peer_id_of(public_key) + extra, extra + peer_id_of(public_key)):
        with pytest.raises(IdMalformedError):
            parse_peer_id(text)


@given(st.binary(max_size=64).filter(lambda raw: len(raw) != 32))
def test_a_key_of_another_length_has_no_peer_id(raw: bytes) -> None:
    with pytest.raises(IdMalformedError):
        peer_id_of(raw)


def test_another_kind_of_key_is_no_peer_id() -> None:
    secp256k1 = base58.b58encode(bytes.fromhex("002508021221") + bytes(33)).decode()
    with pytest.raises(IdMalformedError):
        parse_peer_id(secp256k1)


def test_new_ids_are_fresh_uuids() -> None:
    made = {new_task_id(), new_task_id(), new_session_id(), new_session_id()}
    assert len(made) == 4
    assert all(str(uuid.UUID(text)) == text for text in made)
