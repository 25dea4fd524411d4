"""Who may use the remote: whoever has its token."""

import hmac
import os
import secrets
import stat
from pathlib import Path

from p2p.agent.remote.errors import RemoteTokenFileError
from p2p.atomic_file import create_private_file

HEADER = "X-P2P-Agent-Token"
MIN_TOKEN_LENGTH = 20
MAX_TOKEN_LENGTH = 200


def load_or_create_token(path: Path) -> tuple[str, bool]:
    """The token in the file at `path`, and whether it was made just now; the file is its owner's alone.

    Errors: RemoteTokenFileError (p2p.remote.token_file).
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        is_new = not path.exists() and create_private_file(path, secrets.token_hex(32).encode() + b"\n")
        return read_token(path), is_new
    except OSError as error:
        raise RemoteTokenFileError(f"{path}: {error.strerror}", path=str(path)) from error


def read_token(path: Path) -> str:
    """The token in the file at `path`; blanks at its ends do not count.

    Errors: RemoteTokenFileError (p2p.remote.token_file).
    """
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            raw = file.read(MAX_TOKEN_LENGTH + 100)
    except OSError as error:
        raise RemoteTokenFileError(f"{path}: {error.strerror}", path=str(path)) from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise RemoteTokenFileError(f"others can read or write {path}; run: chmod 600 {path}", path=str(path))
    token = raw.decode("ascii", "replace").strip()
    if not MIN_TOKEN_LENGTH <= len(token) <= MAX_TOKEN_LENGTH or not all("!" <= char <= "~" for char in token):
        raise RemoteTokenFileError(
            f"{path} holds no token: {MIN_TOKEN_LENGTH} to {MAX_TOKEN_LENGTH} visible ASCII characters; delete it for a new one",
            path=str(path),
        )
    return token


def is_token(given: str | None, token: str) -> bool:
    """Whether the given text is the token; takes as long for one wrong text as for another."""
    return hmac.compare_digest((given or "").encode("utf-8", "replace"), token.encode())
