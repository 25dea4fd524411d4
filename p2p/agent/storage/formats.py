"""Versions of the files in a home: an older file is brought up to date at the start, a newer one is refused, none is lost."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import structlog
from pydantic import JsonValue

from p2p.agent.errors import StoreNewerError
from p2p.agent.storage.home import AgentHome
from p2p.atomic_file import create_private_file, write_private_file
from p2p.errors import StoreUnreadableError

UNVERSIONED = 1
"""A file that names no version is from before there were any."""

Upgrade = Callable[[JsonValue], JsonValue]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Format:
    """The present version of a kind of file, and how one of each older version becomes one of the next; the version is set by `upgrade`."""

    version: int
    upgrades: Mapping[int, Upgrade]


BOOK_FILE = Format(version=2, upgrades={1: lambda old: {"peers": old}})
"""peers.json: a peer's addresses by its id."""

TRUST_FILE = Format(version=3, upgrades={1: lambda old: {"peers": old}, 2: lambda old: {"peers": _with_reasons(old), "revoked": {}}})
"""trust.json: first a list of peers, since version 3 why each is trusted, and who is not to be trusted again."""


def upgrade_home(home: AgentHome) -> None:
    """Bring the trust list and the address book up to date; only for the holder of the lock.

    Errors: those of `upgrade`.
    """
    for name, form in (("trust.json", TRUST_FILE), ("peers.json", BOOK_FILE)):
        old_version = upgrade(home.path / name, form)
        if old_version is not None:
            log.info("store.upgraded", path=name, old_version=old_version, version=form.version)


def upgrade(path: Path, form: Format) -> int | None:
    """Bring the file at `path`, if there is one, to the present version, and say which it had if it was older.

    The old file stays beside it as `NAME.v1`.

    Errors: StoreNewerError (p2p.store.newer), StoreUnreadableError (p2p.store.unreadable).
    """
    try:
        raw = path.read_bytes() if path.exists() else None
        value: JsonValue = json.loads(raw) if raw is not None else None
        if raw is None:
            return None
        first = version = _version(value)
        if version > form.version:
            raise StoreNewerError("the file is of a newer version", path=path.name, version=version, known_version=form.version)
        while version < form.version:
            upgraded = form.upgrades[version](value)
            version += 1
            value = {**(upgraded if isinstance(upgraded, dict) else {}), "version": version}
        if first < version:
            create_private_file(path.with_name(f"{path.name}.v{first}"), raw)
            write_private_file(path, json.dumps(value, indent=1).encode())
            return first
        return None
    except (OSError, ValueError, RecursionError) as error:
        raise StoreUnreadableError("the file is damaged", path=str(path), reason=type(error).__name__) from error


def _with_reasons(old: JsonValue) -> JsonValue:
    peers = old.get("peers") if isinstance(old, dict) else None
    if not isinstance(peers, list):
        raise ValueError("no list of peers")
    return {str(peer): {} for peer in peers}


def _version(value: JsonValue) -> int:
    version = value.get("version", UNVERSIONED) if isinstance(value, dict) else UNVERSIONED
    if not isinstance(version, int) or version < UNVERSIONED:
        raise ValueError("no version")
    return version
