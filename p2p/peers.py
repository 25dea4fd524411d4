"""Peers: where they were last seen, and which of them are trusted."""

from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.errors import CodedError
from core.ids import PeerId, parse_peer_id
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


Content = TypeVar("Content")


class _Stored(BaseModel, Generic[Content]):
    """Both files as they lie on disk; those of older versions were upgraded before."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: Literal[2] = 2
    peers: Content


_Book = _Stored[dict[PeerId, KnownPeer]]
_Trusted = _Stored[list[str]]


class AddressBook:
    """Peer id to addresses, bounded; only peers whose identity was verified once are kept on disk.

    What mDNS says is not authenticated: when the book is full, hearsay makes room first, and the peers in `keep` last.
    """

    def __init__(self, path: Path | None = None, max_peers: int = MAX_PEERS, keep: Container[PeerId] = ()) -> None:
        self._path = path
        self._keep = keep
        self._max_peers = max_peers
        self._peers: dict[PeerId, KnownPeer] = _load(path, _Book, {}) if path is not None else {}
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


class TrustList:
    """The peers whose requests are served; a change is on disk before it counts."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._peers: set[PeerId] = set()
        for text in _load(path, _Trusted, []) if path is not None else []:
            try:
                self._peers.add(parse_peer_id(text))
            except CodedError as error:
                raise StoreUnreadableError("the trust list names something that is no peer", peer_id=text[:64]) from error

    def __contains__(self, peer: object) -> bool:
        return peer in self._peers

    def __iter__(self) -> Iterator[PeerId]:
        return iter(sorted(self._peers))

    def __len__(self) -> int:
        return len(self._peers)

    def add(self, peer: PeerId) -> None:
        """Trust `peer` from now on.

        Errors: StoreUnreadableError (p2p.store.unreadable).
        """
        self._change(self._peers | {peer})

    def remove(self, peer: PeerId) -> None:
        """Trust `peer` no more.

        Errors: StoreUnreadableError (p2p.store.unreadable).
        """
        self._change(self._peers - {peer})

    def list(self) -> tuple[PeerId, ...]:
        """Every trusted peer, sorted."""
        return tuple(self)

    def _change(self, peers: set[PeerId]) -> None:
        if self._path is not None:
            _store(self._path, _Trusted(peers=sorted(peers)).model_dump_json(indent=1).encode())
        self._peers = peers


def _latest(new: Iterable[str], old: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*new, *old)))[: MAX_ADDRESSES // 2]


def _load(path: Path, model: type[_Stored[Content]], empty: Content) -> Content:
    try:
        return model.model_validate_json(path.read_bytes()).peers if path.exists() else empty
    except (OSError, ValidationError) as error:
        raise StoreUnreadableError("the file is damaged", path=str(path)) from error


def _store(path: Path, content: bytes) -> None:
    try:
        write_private_file(path, content)
    except OSError as error:
        raise StoreUnreadableError("the file cannot be written", path=str(path), reason=type(error).__name__) from error
