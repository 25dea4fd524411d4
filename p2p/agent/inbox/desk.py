"""The inbox desk: whether this agent receives bundles, where its owner wants them, and one arrival of each peer at a time."""

import os
import stat
from collections.abc import AsyncGenerator, Awaitable, Callable, Container
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

import structlog
import trio
from pydantic import BaseModel, ConfigDict

from core.errors import CodedError
from core.ids import PeerId
from p2p.agent.errors import FileRefusedError
from p2p.agent.inbox.partials import Partial
from p2p.agent.inbox.store import RETRY_AFTER_MS, InboxStore
from p2p.json_file import read_model, write_model
from p2p.wire.bundle import BundleOffer
from p2p.wire.errors import InboxClosedError, InboxFullError

log = structlog.get_logger("p2p.inbox")


class _Stored(BaseModel):
    """inbox.json: the folders that the owner has named; none, and the agent receives nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: Literal[1] = 1
    folder: str | None = None
    arrived: str | None = None


@dataclass(slots=True)
class _Turn:
    """A peer's arrival of the moment."""

    scope: trio.CancelScope = field(default_factory=trio.CancelScope)
    done: trio.Event = field(default_factory=trio.Event)


class InboxDesk:
    """Opens and closes the inbox, also over restarts, and lets bundles arrive; nothing but its owner names a folder to it."""

    def __init__(self, path: Path, trusted: Container[PeerId]) -> None:
        self.store: InboxStore | None = None
        self.num_received = 0
        self._path = path
        self._trusted = trusted
        self._disk = trio.Lock()
        self._turns: dict[PeerId, _Turn] = {}
        stored = read_model(path, _Stored)
        if stored.folder is not None and stored.arrived is not None:
            try:
                self.store = self._at(stored.folder, stored.arrived)
            except CodedError as error:
                log.warning("inbox.closed", code=error.code, reason=str(error))

    def open(self, folder: str, arrived: str) -> None:
        """Receive bundles in `folder`, by the terms that lie there, and put whole ones into `arrived`.

        Errors: FileRefusedError (p2p.file.refused), StoreUnreadableError (p2p.store.unreadable).
        """
        if self.store is not None and (str(self.store.folder), str(self.store.arrived)) == (folder, arrived):
            return
        store = self._at(folder, arrived)
        write_model(self._path, _Stored(folder=str(store.folder), arrived=str(store.arrived)))
        self.store = store
        log.info("inbox.opened", folder=str(store.folder))

    def close(self) -> None:
        """Receive nothing more; what is on its way ends.

        Errors: StoreUnreadableError (p2p.store.unreadable).
        """
        write_model(self._path, _Stored())
        self.store = None
        for turn in self._turns.values():
            turn.scope.cancel()

    def knows(self, peer: PeerId) -> bool:
        """Whether `peer` has joined with an invitation that holds, or is trusted."""
        return peer in self._trusted or (self.store is not None and self.store.knows(peer))

    @asynccontextmanager
    async def arriving(self, peer: PeerId, offer: BundleOffer) -> "AsyncGenerator[_Arrival | None]":
        """What `peer` offers, as it arrives; see `p2p.protocols.bundle.Inbox`."""
        if (store := self.store) is None:
            raise InboxClosedError("no inbox is open", retry_after_ms=RETRY_AFTER_MS)
        store.check_invited(peer, offer)
        async with self._turn(peer):
            async with self._disk:
                found = await trio.to_thread.run_sync(store.admit, peer, offer)
            if found is None:
                yield None
                return
            try:
                yield _Arrival(found, partial(self._commit, store, peer, found, offer.sha256))
            finally:
                found.close()

    @asynccontextmanager
    async def _turn(self, peer: PeerId) -> AsyncGenerator[None]:
        """The peer's turn, once an earlier one has ended, which is ended for it: its connection may have broken without our knowledge."""
        while (earlier := self._turns.get(peer)) is not None:
            earlier.scope.cancel()
            await earlier.done.wait()
        turn = self._turns[peer] = _Turn()
        try:
            with turn.scope:
                yield
        finally:
            del self._turns[peer]
            turn.done.set()

    async def _commit(self, store: InboxStore, peer: PeerId, found: Partial, sha256: str) -> None:
        async with self._disk:
            await trio.to_thread.run_sync(store.commit, peer, found, sha256)
        self.num_received += 1
        log.info("bundle.received", peer=peer, sha256=sha256, size_bytes=found.size_bytes)

    def _at(self, folder: str, arrived: str) -> InboxStore:
        paths = [Path(folder), Path(arrived)]
        try:
            found = [path.lstat() for path in paths]
            for path, status in zip(paths, found, strict=True):
                if not path.is_absolute() or not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
                    raise FileRefusedError("no absolute path of a folder of one's own", path=str(path)[:200])
            if found[0].st_mode & 0o077 or found[0].st_dev != found[1].st_dev:
                raise FileRefusedError("the inbox is open to others, or on another disk than what has arrived", path=folder[:200])
            return InboxStore(paths[0], paths[1], self._trusted)
        except (OSError, ValueError) as error:
            raise FileRefusedError("the folders cannot be used", path=folder[:200], reason=type(error).__name__) from error


class _Arrival:
    """A bundle on its way in; the disk is waited for off the loop."""

    def __init__(self, found: Partial, commit: Callable[[], Awaitable[None]]) -> None:
        self._partial = found
        self._commit = commit

    @property
    def received_bytes(self) -> int:
        """How much has arrived, over all streams."""
        return self._partial.received_bytes

    async def take(self, piece: bytes) -> None:
        """Add the next bytes.

        Errors: InboxFullError (p2p.bundle.full).
        """
        try:
            await trio.to_thread.run_sync(self._partial.take, piece)
        except OSError as error:
            raise InboxFullError(f"the disk does not take it: {error.strerror}", retry_after_ms=RETRY_AFTER_MS) from error

    async def finish(self) -> None:
        """Return when the whole bundle is verified, on the disk and in the inbox."""
        await self._commit()
