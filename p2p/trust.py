"""Trust: whose requests are served, since when and why, and who is never to be trusted again."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from core.ids import PeerId
from p2p.clock import now_s
from p2p.json_file import read_model, write_model
from p2p.wire.errors import PeerRevokedError
from p2p.wire.messages import PeerIdText

MAX_NAME_LENGTH = 64
NAME_PATTERN = r"^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$"


Value = TypeVar("Value")


class Trusted(BaseModel):
    """Why a peer is trusted; what was not noted in older versions is None. `added_at_s` in seconds since 1970."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str | None = Field(default=None, max_length=MAX_NAME_LENGTH, pattern=NAME_PATTERN)
    added_at_s: float | None = None
    how: Literal["manual", "invitation", "rotation"] | None = None
    previous: PeerIdText | None = None
    """The id that this one has replaced."""


class _Stored(BaseModel):
    """trust.json; `revoked` is peer to when, in seconds since 1970."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: Literal[3] = 3
    peers: dict[PeerIdText, Trusted] = Field(default_factory=dict[str, Trusted])
    revoked: dict[PeerIdText, float] = Field(default_factory=dict[str, float])


class TrustList:
    """The peers whose requests are served; a change is on disk before it counts."""

    def __init__(self, path: Path | None = None, clock: Callable[[], float] = now_s) -> None:
        self._path = path
        self._clock = clock
        stored = read_model(path, _Stored) if path is not None else _Stored()
        self._peers = {PeerId(peer): why for peer, why in stored.peers.items()}
        self._revoked = {PeerId(peer): at_s for peer, at_s in stored.revoked.items()}

    def __contains__(self, peer: object) -> bool:
        return peer in self._peers

    def __iter__(self) -> Iterator[PeerId]:
        return iter(sorted(self._peers))

    def __len__(self) -> int:
        return len(self._peers)

    def add(
        self,
        peer: PeerId,
        *,
        name: str | None = None,
        how: Literal["manual", "invitation"] = "manual",
        is_forced: bool = False,
    ) -> None:
        """Trust `peer` from now on; one that is trusted already gets the name.

        Errors: PeerRevokedError (p2p.peer.revoked) unless forced, StoreUnreadableError (p2p.store.unreadable).
        """
        if peer in self._revoked and not is_forced:
            raise PeerRevokedError("its key was revoked; whoever holds it may be anybody", peer=peer)
        why = self._peers.get(peer) or Trusted(added_at_s=self._clock(), how=how)
        named = why if name is None else why.model_copy(update={"name": name})
        self._change({**self._peers, peer: named}, _without(self._revoked, peer))

    def remove(self, peer: PeerId) -> None:
        """Trust `peer` no more.

        Errors: StoreUnreadableError (p2p.store.unreadable).
        """
        self._change(_without(self._peers, peer), self._revoked)

    def replace(self, old: PeerId, new: PeerId) -> None:
        """Trust `new` in the place of `old`, under its name.

        Errors: PeerRevokedError (p2p.peer.revoked) where the new one was revoked, StoreUnreadableError (p2p.store.unreadable).
        """
        if new in self._revoked:
            raise PeerRevokedError("the new key was revoked before", peer=new)
        name = self._peers[old].name
        why = Trusted(name=name, added_at_s=self._clock(), how="rotation", previous=old)
        self._change({**_without(self._peers, old), new: why}, self._revoked)

    def revoke(self, peer: PeerId) -> None:
        """Trust `peer` no more, and refuse to do so again.

        Errors: StoreUnreadableError (p2p.store.unreadable).
        """
        self._change(_without(self._peers, peer), {**self._revoked, peer: self._clock()})

    def list(self) -> tuple[PeerId, ...]:
        """Every trusted peer, sorted."""
        return tuple(self)

    @property
    def reasons(self) -> Mapping[PeerId, Trusted]:
        """Why each peer is trusted."""
        return dict(self._peers)

    @property
    def revoked(self) -> Mapping[PeerId, float]:
        """The peers that are not to be trusted again, and since when, in seconds since 1970."""
        return dict(self._revoked)

    def _change(self, peers: dict[PeerId, Trusted], revoked: dict[PeerId, float]) -> None:
        if self._path is not None:
            write_model(self._path, _Stored(peers=dict(sorted({**peers}.items())), revoked={**revoked}))
        self._peers, self._revoked = peers, revoked


def _without(entries: Mapping[PeerId, Value], peer: PeerId) -> dict[PeerId, Value]:
    return {other: value for other, value in entries.items() if other != peer}
