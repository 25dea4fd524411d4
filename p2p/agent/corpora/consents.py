"""Who may train on what at this moment, asked anew whenever a consent changes."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import trio

from core.errors import CodedError
from core.ids import PeerId
from p2p.agent.corpora.store import ConsentGrant, CorpusDescription, CorpusRecord, CorpusStore
from p2p.clock import now_ms
from p2p.scopes import background

Result = TypeVar("Result")


class Consents:
    """The consents of a running agent: a change is on disk before it counts, and then counts in running sessions too."""

    def __init__(self, store: CorpusStore) -> None:
        self.store = store
        self._changed = trio.Event()

    def check(self, corpus: str, peer: PeerId) -> CorpusRecord:
        """Return when `peer` may train on the corpus.

        Errors: those of `CorpusStore.check`.
        """
        return self.store.check(corpus, peer)

    async def keep(self, corpus: str, peer: PeerId) -> None:
        """Never return; raise as soon as `peer` may train on the corpus no more.

        Errors: those of `CorpusStore.check`.
        """
        while True:
            changed = self._changed
            self.check(corpus, peer)
            await changed.wait()

    async def while_permitted(self, corpus: str, peer: PeerId, work: Callable[..., Awaitable[Result]], *arguments: object) -> Result:
        """What `work` returns; it is cancelled as soon as `peer` may train on the corpus no more.

        Errors: those of `CorpusStore.check` and of `work`.
        """
        ended: list[CodedError] = []

        async def keep(scope: trio.CancelScope) -> None:
            try:
                await self.keep(corpus, peer)
            except CodedError as error:
                ended.append(error)
                scope.cancel()

        async with background() as nursery:
            nursery.start_soon(keep, nursery.cancel_scope)
            return await work(*arguments)
        raise ended[0]

    def note_import(self, name: str, data_sha256: str, grant: ConsentGrant | None, description: CorpusDescription | None) -> CorpusRecord:
        """See `CorpusStore.note_import`."""
        record = self.store.note_import(name, data_sha256, now_ms(), grant=grant, description=description)
        self._tell()
        return record

    def revoke(self, name: str) -> CorpusRecord:
        """See `CorpusStore.revoke`."""
        record = self.store.revoke(name, now_ms())
        self._tell()
        return record

    def _tell(self) -> None:
        changed, self._changed = self._changed, trio.Event()
        changed.set()
