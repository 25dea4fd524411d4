"""Identity: the agent's Ed25519 key on disk, private, and encrypted where a passphrase is set.

With the key lies what was said about the agent's identities, so that a key is replaced and its successor announced in one step.
"""

import base64
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from core.ids import PeerId
from core.signing.keys import SigningKey
from p2p.agent.errors import StoreNewerError
from p2p.atomic_file import create_private_file, write_private_file
from p2p.errors import IdentityLockedError, IdentityPermissionsError, IdentityUnreadableError
from p2p.wire.statements import Statement

FILE_NAME = "identity.json"
VERSION = 2
"""Version 1 named none, and held no statements."""
_SCRYPT_LOG2_N = 15
_ASSOCIATED_DATA = b"p2p-agents identity 1"


class Plain(BaseModel):
    """The seed as it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: Literal[2] = VERSION
    kind: Literal["plain"] = "plain"
    peer_id: str
    seed: str
    statements: tuple[Statement, ...] = ()


class Encrypted(BaseModel):
    """The seed under ChaCha20-Poly1305, its key from the passphrase by scrypt (r = 8, p = 1)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: Literal[2] = VERSION
    kind: Literal["encrypted"] = "encrypted"
    peer_id: str
    log2_n: int = Field(ge=14, le=20)
    salt: str
    nonce: str
    sealed_seed: str
    statements: tuple[Statement, ...] = ()


Stored = Plain | Encrypted
_STORED: TypeAdapter[Stored] = TypeAdapter(Annotated[Stored, Field(discriminator="kind")])


@dataclass(frozen=True, slots=True)
class IdentityFacts:
    """What an identity file says without its passphrase."""

    peer_id: PeerId
    is_encrypted: bool
    statements: tuple[Statement, ...]


def load_or_create_identity(home: Path, passphrase: bytes | None = None) -> SigningKey:
    """The identity of `home`, made on first use; two who start at once get the same one.

    With a passphrase the key is encrypted at rest, also one that was stored without. A file of an older version is upgraded.
    Errors: IdentityUnreadableError (p2p.identity.unreadable), IdentityLockedError (p2p.identity.locked),
    IdentityPermissionsError (p2p.identity.permissions), StoreNewerError (p2p.store.newer).
    """
    path = home / FILE_NAME
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        check_permissions(home, forbidden=0o022)
        if not path.exists():
            create_private_file(path, encode_identity(SigningKey.generate(), passphrase))
        stored, is_current = _parse(_read(path), path)
        key = key_in(stored, passphrase)
        if not is_current or (passphrase is not None and isinstance(stored, Plain)):
            encrypt_with = passphrase if isinstance(stored, Plain) else None
            upgraded = stored.model_dump_json().encode() if encrypt_with is None else encode_identity(key, encrypt_with, stored.statements)
            write_private_file(path, upgraded)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    return key


def load_stored(path: Path) -> Stored:
    """What an identity file holds, its key still sealed where it is.

    Errors: IdentityUnreadableError (p2p.identity.unreadable), IdentityPermissionsError (p2p.identity.permissions),
    StoreNewerError (p2p.store.newer).
    """
    try:
        return _parse(_read(path), path)[0]
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error


def identity_facts(home: Path) -> IdentityFacts:
    """What the identity file of `home` says without its passphrase.

    Errors: those of `load_stored`.
    """
    stored = load_stored(home / FILE_NAME)
    return IdentityFacts(PeerId(stored.peer_id), isinstance(stored, Encrypted), stored.statements)


def encode_identity(key: SigningKey, passphrase: bytes | None, statements: tuple[Statement, ...] = ()) -> bytes:
    """The bytes of an identity file, encrypted where there is a passphrase."""
    if passphrase is None:
        return Plain(peer_id=key.peer_id, seed=_text(key.seed), statements=statements).model_dump_json().encode()
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = _text(_cipher(passphrase, salt, _SCRYPT_LOG2_N).encrypt(nonce, key.seed, _ASSOCIATED_DATA))
    head = Encrypted(peer_id=key.peer_id, log2_n=_SCRYPT_LOG2_N, salt=_text(salt), nonce=_text(nonce), sealed_seed=sealed)
    return head.model_copy(update={"statements": statements}).model_dump_json().encode()


def key_in(stored: Stored, passphrase: bytes | None) -> SigningKey:
    """The key of an identity file.

    Errors: IdentityLockedError (p2p.identity.locked); ValueError where the key is another peer's.
    """
    seed = _raw(stored.seed) if isinstance(stored, Plain) else _unseal(stored, passphrase)
    key = SigningKey.from_seed(seed)
    if key.peer_id != stored.peer_id:
        raise ValueError("the stored peer id is not the key's")
    return key


def check_permissions(path: Path, forbidden: int) -> None:
    """Return when nobody has an access that is `forbidden`, and the file is our own.

    Errors: IdentityPermissionsError (p2p.identity.permissions).
    """
    status = path.stat()
    if status.st_mode & forbidden or status.st_uid not in (os.getuid(), 0):
        raise IdentityPermissionsError(
            "others have access; take it from them with chmod go-rwx", path=str(path), mode=oct(status.st_mode & 0o777)
        )


def _read(path: Path) -> bytes:
    check_permissions(path, forbidden=0o077)
    return path.read_bytes()


def _parse(raw: bytes, path: Path) -> tuple[Stored, bool]:
    """What the file holds, and whether it is of the present version."""
    value = json.loads(raw)
    if not isinstance(value, dict):
        raise ValueError("no object")
    version = value.get("version", 1)
    if isinstance(version, int) and version > VERSION:
        raise StoreNewerError("the identity is of a newer version", path=str(path), version=version, known_version=VERSION)
    is_current = "version" in value
    return _STORED.validate_json(raw if is_current else json.dumps({**value, "version": VERSION})), is_current


def _unreadable(path: Path, error: Exception) -> IdentityUnreadableError:
    return IdentityUnreadableError("the identity file cannot be used", path=str(path), reason=type(error).__name__)


def _unseal(stored: Encrypted, passphrase: bytes | None) -> bytes:
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
