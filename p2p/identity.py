"""Identity: the agent's Ed25519 key on disk, private, and encrypted where a passphrase is set."""

import base64
import os
from pathlib import Path
from typing import Annotated, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from core.signing.keys import SigningKey
from p2p.atomic_file import create_private_file, write_private_file
from p2p.errors import IdentityLockedError, IdentityPermissionsError, IdentityUnreadableError

FILE_NAME = "identity.json"
_SCRYPT_LOG2_N = 15
_ASSOCIATED_DATA = b"p2p-agents identity 1"


class _Plain(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Literal["plain"] = "plain"
    peer_id: str
    seed: str


class _Encrypted(BaseModel):
    """The seed under ChaCha20-Poly1305, its key from the passphrase by scrypt (r = 8, p = 1)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Literal["encrypted"] = "encrypted"
    peer_id: str
    log2_n: int = Field(ge=14, le=20)
    salt: str
    nonce: str
    sealed_seed: str


_Stored = Annotated[_Plain | _Encrypted, Field(discriminator="kind")]
_STORED: TypeAdapter[_Plain | _Encrypted] = TypeAdapter(_Stored)


def load_or_create_identity(home: Path, passphrase: bytes | None = None) -> SigningKey:
    """The identity of `home`, made on first use; two who start at once get the same one.

    With a passphrase the key is encrypted at rest, also one that was stored without.
    Errors: IdentityUnreadableError (p2p.identity.unreadable), IdentityLockedError (p2p.identity.locked),
    IdentityPermissionsError (p2p.identity.permissions).
    """
    path = home / FILE_NAME
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        _check_permissions(home, forbidden=0o022)
        if not path.exists():
            create_private_file(path, _encode(SigningKey.generate(), passphrase))
        _check_permissions(path, forbidden=0o077)
        stored = _STORED.validate_json(path.read_bytes())
        key = _key_in(stored, passphrase)
        if passphrase is not None and isinstance(stored, _Plain):
            write_private_file(path, _encode(key, passphrase))
    except (OSError, ValidationError, ValueError) as error:
        raise IdentityUnreadableError("the identity file cannot be used", path=str(path), reason=type(error).__name__) from error
    return key


def _check_permissions(path: Path, forbidden: int) -> None:
    status = path.stat()
    if status.st_mode & forbidden or status.st_uid not in (os.getuid(), 0):
        raise IdentityPermissionsError(
            "others have access; take it from them with chmod go-rwx", path=str(path), mode=oct(status.st_mode & 0o777)
        )


def _encode(key: SigningKey, passphrase: bytes | None) -> bytes:
    if passphrase is None:
        return _Plain(peer_id=key.peer_id, seed=_text(key.seed)).model_dump_json().encode()
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = _cipher(passphrase, salt, _SCRYPT_LOG2_N).encrypt(nonce, key.seed, _ASSOCIATED_DATA)
    stored = _Encrypted(peer_id=key.peer_id, log2_n=_SCRYPT_LOG2_N, salt=_text(salt), nonce=_text(nonce), sealed_seed=_text(sealed))
    return stored.model_dump_json().encode()


def _key_in(stored: _Plain | _Encrypted, passphrase: bytes | None) -> SigningKey:
    seed = _raw(stored.seed) if isinstance(stored, _Plain) else _unseal(stored, passphrase)
    key = SigningKey.from_seed(seed)
    if key.peer_id != stored.peer_id:
        raise ValueError("the stored peer id is not the key's")
    return key


def _unseal(stored: _Encrypted, passphrase: bytes | None) -> bytes:
    if passphrase is None:
        raise IdentityLockedError("the identity is encrypted; name its passphrase file in P2P_AGENT_PASSPHRASE_FILE")
    cipher = _cipher(passphrase, _raw(stored.salt), stored.log2_n)
    try:
        return cipher.decrypt(_raw(stored.nonce), _raw(stored.sealed_seed), _ASSOCIATED_DATA)
    except InvalidTag as error:
        raise IdentityLockedError("the passphrase is not the identity's") from error


def _cipher(passphrase: bytes, salt: bytes, log2_n: int) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(Scrypt(salt=salt, length=32, n=1 << log2_n, r=8, p=1).derive(passphrase))


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _raw(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
