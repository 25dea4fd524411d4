"""Accounts: what each peer has handed in, by which invitations; one file a peer, on disk before it counts."""

from collections.abc import Container, Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.errors import CodedError
from core.ids import PeerId, parse_peer_id
from core.units import KIB
from p2p.errors import StoreUnreadableError
from p2p.json_file import read_model, write_model
from p2p.synced_folder import sync_folder
from p2p.wire.bundle import Sha256Text
from p2p.wire.messages import Moment

LEAST_CHARGE_BYTES = 4 * KIB
"""A bundle counts for at least so much, so that tiny ones do not come without end."""
MAX_REMEMBERED = 4096
"""So many of the latest bundles of a peer are known again; what older ones took still counts."""

PassId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class Received(BaseModel):
    """A bundle that is in; `arrived_ns` is its place in the order of arrival, nanoseconds since 1970."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    sha256: Sha256Text
    size_bytes: int = Field(ge=1)
    arrived_ns: int = Field(ge=0)


class Account(BaseModel):
    """What one peer has handed in: with which passes it has joined and when, and its bundles, the latest last."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: Literal[1] = 1
    joined: dict[PassId, Moment] = Field(default_factory=dict[str, int])
    used_bytes: int = Field(default=0, ge=0)
    received: tuple[Received, ...] = ()

    def has(self, sha256: str) -> bool:
        """Whether the bundle of that hash is in."""
        return any(one.sha256 == sha256 for one in self.received)

    def with_joined(self, pass_id: str, at_ms: int) -> "Account":
        """The account of a peer that joins with one more pass."""
        return self.model_copy(update={"joined": {**self.joined, pass_id: at_ms}})

    def with_received(self, one: Received) -> "Account":
        """The account after one more bundle."""
        received = (*self.received, one)[-MAX_REMEMBERED:]
        return self.model_copy(update={"received": received, "used_bytes": self.used_bytes + charge(one.size_bytes)})

    def with_waste(self, num_bytes: int) -> "Account":
        """The account after bytes have come that came to nothing: they count, so that nobody sends such without end."""
        return self.model_copy(update={"used_bytes": self.used_bytes + num_bytes})


class Accounts:
    """The accounts in one folder; what is in memory is who has one, and who has joined with which pass."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.joined: dict[str, set[PeerId]] = {}
        self.peers: set[PeerId] = set()
        self.last_arrival_ns = 0
        folder.mkdir(mode=0o700, exist_ok=True)
        for half in folder.glob(".new-*"):
            half.unlink()
        for peer, account in self._all():
            self._note(peer, account)

    def of(self, peer: PeerId) -> Account:
        """The peer's account; an empty one where there is none.

        Errors: StoreUnreadableError (p2p.store.unreadable).
        """
        return read_model(self._path(peer), Account)

    def write(self, peer: PeerId, account: Account) -> None:
        """Put the peer's account on the disk.

        Errors: StoreUnreadableError (p2p.store.unreadable).
        """
        write_model(self._path(peer), account)
        sync_folder(self.folder)
        self._note(peer, account)

    def forget_idle(self, before_ms: int, spared: Container[PeerId]) -> None:
        """Forget the peers that have joined before then and handed in nothing: others take their places.

        Errors: StoreUnreadableError (p2p.store.unreadable).
        """
        for peer in tuple(self.peers):
            account = self.of(peer)
            if peer not in spared and not account.received and max(account.joined.values(), default=0) < before_ms:
                self._path(peer).unlink(missing_ok=True)
                self.peers.discard(peer)
                for peers in self.joined.values():
                    peers.discard(peer)

    def _note(self, peer: PeerId, account: Account) -> None:
        self.peers.add(peer)
        for pass_id in account.joined:
            self.joined.setdefault(pass_id, set()).add(peer)
        self.last_arrival_ns = max((self.last_arrival_ns, *(one.arrived_ns for one in account.received[-1:])))

    def _all(self) -> Iterator[tuple[PeerId, Account]]:
        for path in sorted(self.folder.glob("*.json")):
            try:
                yield parse_peer_id(path.stem), read_model(path, Account)
            except (CodedError, ValidationError) as error:
                raise StoreUnreadableError("an account of the inbox is damaged", path=str(path)) from error

    def _path(self, peer: PeerId) -> Path:
        return self.folder / f"{peer}.json"


def charge(size_bytes: int) -> int:
    """What a bundle of that size counts against its peer's allowance."""
    return max(size_bytes, LEAST_CHARGE_BYTES)
