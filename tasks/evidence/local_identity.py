"""The identity of this machine's user: it signs what the gates write, and is trusted on this machine."""

from pydantic import BaseModel, ValidationError

from core.ids import PeerId, parse_peer_id
from core.signing.keys import SigningKey
from p2p.agent.settings import load_settings
from p2p.errors import IdentityLockedError, IdentityUnreadableError
from p2p.identity import FILE_NAME, load_or_create_identity


class _StoredId(BaseModel):
    peer_id: str


def local_key() -> SigningKey:
    """The key of the user's agent home, made on first use.

    Errors: p2p.identity.unreadable, p2p.identity.locked, p2p.identity.permissions; core.parameters.invalid for the environment.
    """
    settings = load_settings()
    return load_or_create_identity(settings.home, settings.passphrase())


def local_peer() -> PeerId | None:
    """Whose key that is, None where there is none yet; a locked identity need not be unlocked to be named.

    Errors: those of `local_key`.
    """
    settings = load_settings()
    path = settings.home / FILE_NAME
    if not path.exists():
        return None
    try:
        return load_or_create_identity(settings.home, settings.passphrase()).peer_id
    except IdentityLockedError:
        pass
    try:
        return parse_peer_id(_StoredId.model_validate_json(path.read_bytes()).peer_id)
    except (OSError, ValidationError) as error:
        raise IdentityUnreadableError("the identity file cannot be used", path=str(path)) from error
