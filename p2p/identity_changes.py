"""Changes of an identity on disk, each in one step: another key, a word about it, a copy elsewhere, a copy brought back.

Only for the holder of the home's lock, but `add_statement`, which is for its agent.
"""

from pathlib import Path

from core.ids import PeerId
from core.signing.keys import SigningKey
from p2p.agent.errors import FileRefusedError
from p2p.atomic_file import create_private_file, write_private_file
from p2p.errors import IdentityUnreadableError, StoreUnreadableError
from p2p.identity import FILE_NAME, Stored, encode_identity, key_in, load_or_create_identity, load_stored
from p2p.wire.errors import IdentityExistsError
from p2p.wire.statements import Revocation, Rotation, Statement, rotation


def rotate_identity(home: Path, passphrase: bytes | None, at_ms: int) -> tuple[PeerId, PeerId, Rotation | None]:
    """Give `home` a new key; return the old id, the new one, and the statement that the peers are told.

    A key that was revoked names no successor: peers have to be told of the new one by other ways.
    Errors: those of `load_or_create_identity`.
    """
    old = load_or_create_identity(home, passphrase)
    path = home / FILE_NAME
    statements = load_stored(path).statements
    new = SigningKey.generate()
    is_revoked = any(isinstance(one, Revocation) and one.peer == old.peer_id for one in statements)
    said = None if is_revoked else rotation(old, new, at_ms)
    write_private_file(path, encode_identity(new, passphrase, statements if said is None else (*statements, said)))
    return old.peer_id, new.peer_id, said


def add_statement(home: Path, statement: Statement) -> None:
    """Keep a word about the identity with it.

    Errors: those of `load_stored`, StoreUnreadableError (p2p.store.unreadable).
    """
    path = home / FILE_NAME
    stored = load_stored(path)
    try:
        write_private_file(path, stored.model_copy(update={"statements": (*stored.statements, statement)}).model_dump_json().encode())
    except OSError as error:
        raise StoreUnreadableError("the identity cannot be written", path=str(path), reason=type(error).__name__) from error


def back_up_identity(home: Path, passphrase: bytes | None, target: Path, target_passphrase: bytes) -> PeerId:
    """Put a copy of the identity at `target`, encrypted with a passphrase of its own; nothing is overwritten.

    Errors: IdentityExistsError (p2p.identity.exists), FileRefusedError (p2p.file.refused), those of
    `load_or_create_identity`.
    """
    stored = load_stored(home / FILE_NAME)
    key = _key(stored, passphrase, home / FILE_NAME)
    try:
        is_new = create_private_file(target, encode_identity(key, target_passphrase, stored.statements))
    except OSError as error:
        raise FileRefusedError(f"the copy cannot be written: {error.strerror}", path=str(target)) from error
    if not is_new:
        raise IdentityExistsError("there is a file already; nothing was overwritten", path=str(target))
    return key.peer_id


def restore_identity(
    home: Path, source: Path, source_passphrase: bytes, passphrase: bytes | None, *, is_forced: bool
) -> tuple[PeerId, Path | None]:
    """Make the copy at `source` the identity of `home`; return its id, and where another identity that was there lies now.

    Errors: IdentityExistsError (p2p.identity.exists) where there is another one, unless forced; those of `load_stored`;
    IdentityLockedError (p2p.identity.locked).
    """
    path = home / FILE_NAME
    stored = load_stored(source)
    key = _key(stored, source_passphrase, source)
    aside: Path | None = None
    if path.exists() and (present := load_stored(path)).peer_id != key.peer_id:
        if not is_forced:
            raise IdentityExistsError("the home has another identity; --force puts it aside", peer=present.peer_id, path=str(path))
        aside = home / f"identity.{present.peer_id}.json"
        write_private_file(aside, path.read_bytes())
    write_private_file(path, encode_identity(key, passphrase, stored.statements))
    return key.peer_id, aside


def _key(stored: Stored, passphrase: bytes | None, path: Path) -> SigningKey:
    try:
        return key_in(stored, passphrase)
    except ValueError as error:
        raise IdentityUnreadableError("the identity file cannot be used", path=str(path), reason=str(error)[:80]) from error
