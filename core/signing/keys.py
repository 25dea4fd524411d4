"""Ed25519 keys: sign, verify, and refuse the public keys under which any message verifies."""

import functools
import secrets
from dataclasses import dataclass

from nacl.bindings import crypto_sign, crypto_sign_open, crypto_sign_seed_keypair
from nacl.exceptions import BadSignatureError

from core.errors import KeyRefusedError, SignatureRefusedError
from core.ids import PeerId, peer_id_of, public_key_of

SIGNATURE_BYTES = 64
_FIELD = 2**255 - 19
_ORDER_8_Y = 55188659117513257062467267217118295137698188065244968500265048394206261417927
_SMALL_ORDER_Y = frozenset({0, 1, _FIELD - 1, _ORDER_8_Y, _FIELD - _ORDER_8_Y})
"""y of the eight points of order 1, 2, 4 and 8 (two signs of x share a y)."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 private key together with the peer id that names it."""

    seed: bytes
    public_key: bytes
    peer_id: PeerId

    @classmethod
    def from_seed(cls, seed: bytes) -> "SigningKey":
        """The key of a 32-byte seed."""
        public_key, _ = _key_pair(seed)
        return cls(seed, public_key, peer_id_of(public_key))

    @classmethod
    def generate(cls) -> "SigningKey":
        """A fresh key from the operating system's randomness."""
        return cls.from_seed(secrets.token_bytes(32))

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature of `message`."""
        return crypto_sign(message, _key_pair(self.seed)[1])[:SIGNATURE_BYTES]

    def __repr__(self) -> str:
        return f"SigningKey({self.peer_id})"


@functools.lru_cache(maxsize=8)
def _key_pair(seed: bytes) -> tuple[bytes, bytes]:
    """The public and the secret key of `seed`; making them costs as much as signing."""
    return crypto_sign_seed_keypair(seed)


def check_public_key(public_key: bytes) -> None:
    """Refuse a key that is malformed, not canonical, or of small order (for which one signature fits any message).

    Errors: KeyRefusedError (core.key.refused).
    Source: Chalkias, Garillot, Nikolaenko 2020, "Taming the many EdDSAs".
    """
    if len(public_key) != 32:
        raise KeyRefusedError("an Ed25519 public key has 32 bytes", length=len(public_key))
    y = int.from_bytes(public_key, "little") & ((1 << 255) - 1)
    if y >= _FIELD:
        raise KeyRefusedError("the public key is not in its canonical form")
    if y in _SMALL_ORDER_Y:
        raise KeyRefusedError("the public key is a point of small order")


def verify(public_key: bytes, signature: bytes, message: bytes) -> None:
    """Return when `signature` is `public_key`'s over `message`: S below the order, R canonical and not of small order, no cofactor.

    Errors: KeyRefusedError (core.key.refused), SignatureRefusedError (core.signature.refused).
    Source: RFC 8032, section 5.1.7; libsodium refuses an R of small order, which takes a signer who gives its key away.
    """
    check_public_key(public_key)
    if len(signature) != SIGNATURE_BYTES:
        raise SignatureRefusedError("an Ed25519 signature has 64 bytes", length=len(signature))
    try:
        crypto_sign_open(signature + message, public_key)
    except BadSignatureError as error:
        raise SignatureRefusedError("the signature does not verify") from error


def verify_by_peer(peer_id: PeerId, signature: bytes, message: bytes) -> None:
    """Return when `signature` over `message` is by the key that `peer_id` carries.

    Errors: IdMalformedError (core.id.malformed) and those of `verify`.
    """
    verify(public_key_of(peer_id), signature, message)
