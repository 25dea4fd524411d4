"""Peers: where they were last seen."""

from collections.abc import Container, Iterable
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.ids import PeerId
from p2p.atomic_file import write_private_file
from p2p.errors import StoreUnreadableError

MAX_PEERS = 1024
MAX_ADDRESSES = 16
"""Half of them for addresses that led to the peer once, which hearsay does not push out."""
MAX_ADDRESS_LENGTH = 256


class KnownPeer(BaseModel):
    """What the address book keeps of one peer; the latest addresses first."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    heard: tuple[str, ...] = Field(default=(), max_length=MAX_ADDRESSES)
    verified: tuple[str, ...] = Field(default=(), max_length=MAX_ADDRESSES)
    last_seen_s: float
    last_verified_s: float = 0.0

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where to look for it, the latest hearsay first."""
        return tuple(dict.fromkeys((*self.heard, *self.verified)))


class _Book(BaseModel):
    """peers.json; one of an older version was upgraded before."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: Literal[2] = 2
    peers: dict[PeerId, KnownPeer]


class AddressBook:
    """Peer id to addresses, bounded; only peers whose identity was verified once are kept on disk.

    What mDNS says is not authenticated: when the book is full, hearsay makes room first, and the peers in `keep` last.
    """

    def __init__(self, path: Path | None = None, max_peers: int = MAX_PEERS, keep: Container[PeerId] = ()) -> None:
        self._path = path
        self._keep = keep
        self._max_peers = max_peers
        self._peers: dict[PeerId, KnownPeer] = _load(path) if path is not None else {}
        self._saved = self._content()

    def note(self, peer: PeerId, addresses: Iterable[str], now_s: float, *, is_verified: bool = False) -> bool:
        """Remember that `peer` was seen at `addresses`; say whether anything but the time is new."""
        before = self._peers.get(peer)
        known = before or KnownPeer(last_seen_s=now_s)
        usable = [address for address in addresses if 0 < len(address) <= MAX_ADDRESS_LENGTH and address.isascii()]
        update: dict[str, object] = {"last_seen_s": now_s}
        if is_verified:
            update |= {"verified": _latest(usable, known.verified), "last_verified_s": now_s}
        else:
            update |= {"heard": _latest(usable, known.heard)}
        now = self._peers[peer] = known.model_copy(update=update)
        if len(self._peers) > self._max_peers:
            self._evict(newest=peer)
        return before is None or set(now.addresses) != set(before.addresses)

    def __contains__(self, peer: object) -> bool:
        return peer in self._peers

    def addresses(self, peer: PeerId) -> tuple[str, ...]:
        """Where `peer` may be reached, the latest address first; empty for a stranger."""
        known = self._peers.get(peer)
        return known.addresses if known else ()

    def peers(self) -> dict[PeerId, KnownPeer]:
        """Everything known, as a copy."""
        return dict(self._peers)

    def save(self) -> None:
        """Write the verified peers to disk, if there is a place for them and anything changed.

        Errors: StoreUnreadableError (p2p.store.unreadable).
        """
        content = self.unsaved()
        if content is not None:
            self.write(content)

    def unsaved(self) -> bytes | None:
        """What `write` would put on disk; None where nothing changed or there is no place."""
        content = self._content()
        return None if self._path is None or content == self._saved else content

    def write(self, content: bytes) -> None:
        """Put what `unsaved` returned on disk; may run in a thread.

        Errors: StoreUnreadableError (p2p.store.unreadable).
        """
        if self._path is not None:
            _store(self._path, content)
            self._saved = content

    def _content(self) -> bytes:
        verified = {peer: known for peer, known in self._peers.items() if known.last_verified_s}
        return _Book(peers=verified).model_dump_json(indent=1).encode()

    def _evict(self, newest: PeerId) -> None:
        oldest = min(
            (peer for peer in self._peers if peer != newest),
            key=lambda peer: (peer in self._keep, self._peers[peer].last_verified_s > 0, self._peers[peer].last_seen_s),
        )
        del self._peers[oldest]


def _latest(new: Iterable[str], old: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*new, *old)))[: MAX_ADDRESSES // 2]


def _load(path: Path) -> dict[PeerId, KnownPeer]:
    try:
        return _Book.model_validate_json(path.read_bytes()).peers if path.exists() else {}
    except (OSError, ValidationError) as error:
        raise StoreUnreadableError("the file is damaged", path=str(path)) from error


def _store(path: Path, content: bytes) -> None:
    try:
        write_private_file(path, content)
    except OSError as error:
        raise StoreUnreadableError("the file cannot be written", path=str(path), reason=type(error).__name__) from error
