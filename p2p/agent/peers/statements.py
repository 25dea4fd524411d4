"""What this agent knows of replaced and revoked keys: it acts upon it, keeps it, and tells the peers that it trusts.

That its own key was revoked it tells every peer that it meets: one that it does not trust may trust it.
"""

from pathlib import Path
from typing import Literal

import structlog
import trio
from pydantic import BaseModel, ConfigDict, Field

from core.errors import CodedError
from core.ids import PeerId
from core.signing.keys import SigningKey
from p2p.clock import now_ms
from p2p.host import AgentHost
from p2p.identity import FILE_NAME, load_stored
from p2p.identity_changes import add_statement
from p2p.json_file import read_model, write_model
from p2p.protocols.statements import serve_statements, tell_statements
from p2p.trust import TrustList
from p2p.wire.messages import PeerIdText
from p2p.wire.statements import Revocation, Rotation, Statement, revocation, statement_id, verify_statement

MAX_HEARD = 256
"""The oldest that others made are forgotten first; what they changed in the trust list stays."""
MAX_HEARSAY_REVOCATIONS = 1024
RETRY_S = 300.0
TELL_TIMEOUT_S = 15.0

log = structlog.get_logger(__name__)


class _Stored(BaseModel):
    """statements.json: what others said, and what each peer has been told, by the ids of the statements."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: Literal[1] = 1
    heard: tuple[Statement, ...] = ()
    told: dict[PeerIdText, tuple[str, ...]] = Field(default_factory=dict[str, tuple[str, ...]])


class StatementDesk:
    """Hears, remembers and passes on statements; `run` sees that every trusted peer is told, now or when it comes."""

    def __init__(self, host: AgentHost, key: SigningKey, trust: TrustList, home: Path) -> None:
        self._host = host
        self._key = key
        self._trust = trust
        self._home = home
        self._path = home / "statements.json"
        stored = read_model(self._path, _Stored)
        self._own = load_stored(home / FILE_NAME).statements if (home / FILE_NAME).exists() else ()
        self._heard = stored.heard
        self._told = {PeerId(peer): set(ids) for peer, ids in stored.told.items()}
        self._being_told: set[PeerId] = set()
        self._warned: set[PeerId] = set()
        """The peers of this moment's connections that this agent does not trust, and that know of its revoked keys."""
        self._nursery: trio.Nursery | None = None

    def serve(self) -> None:
        """Let the host hear statements."""
        serve_statements(self._host, self.hear)

    async def run(self) -> None:
        """Tell trusted peers what they have not heard yet, until cancelled."""
        try:
            with self._host.peer_events() as events:
                async with trio.open_nursery() as nursery:
                    self._nursery = nursery
                    nursery.start_soon(self._tell_again)
                    async for event in events:
                        if event.kind == "lost":
                            self._warned.discard(event.peer)
                        else:
                            self._tell_soon(event.peer)
        finally:
            self._nursery = None

    def revoke_own(self) -> None:
        """Say of this agent's key that nobody is to trust it any more; it cannot be unsaid.

        Errors: those of `p2p.identity_changes.add_statement`.
        """
        said = revocation(self._key, now_ms())
        add_statement(self._home, said)
        self._own = (*self._own, said)
        log.warning("identity.revoked", peer=self._key.peer_id)
        self._warned.clear()
        self._tell_everybody()

    def untold(self) -> tuple[PeerId, ...]:
        """The trusted peers that have not heard everything yet."""
        return tuple(peer for peer in self._trust if self._missing(peer))

    def hear(self, statement: Statement, sender: PeerId) -> None:
        """Act upon what `sender` says where it concerns us; a stranger costs a signature check only about a peer that we trust."""
        try:
            is_news = (
                self._follow(statement) if isinstance(statement, Rotation) else self._distrust(PeerId(statement.peer), statement, sender)
            )
        except CodedError as error:
            log.warning("statement.refused", peer=sender, code=error.code, reason=str(error))
            return
        if is_news:
            self._heard = (*self._heard, statement)[-MAX_HEARD:]
            self._note_told(sender, [statement])
            self._tell_everybody()

    def _follow(self, statement: Rotation) -> bool:
        old, new = PeerId(statement.old), PeerId(statement.new)
        if old not in self._trust or self._key.peer_id in (old, new):
            return False
        verify_statement(statement)
        self._trust.replace(old, new)
        log.warning("trust.rotated", peer=old, new_peer=new)
        return True

    def _distrust(self, peer: PeerId, statement: Statement, sender: PeerId) -> bool:
        revoked = self._trust.revoked
        is_hearsay = peer not in self._trust
        if peer in revoked or peer == self._key.peer_id:
            return False
        if is_hearsay and (sender not in self._trust or len(revoked) >= MAX_HEARSAY_REVOCATIONS):
            return False
        verify_statement(statement)
        self._trust.revoke(peer)
        log.warning("trust.revoked", peer=peer, told_by=sender)
        return True

    def _missing(self, peer: PeerId) -> list[Statement]:
        if peer not in self._trust:
            is_met = peer in self._host.connected_peers() and peer not in self._warned
            return [one for one in self._own if isinstance(one, Revocation)] if is_met else []
        told = self._told.get(peer, set())
        return [one for one in (*self._own, *self._heard) if statement_id(one) not in told]

    def _tell_everybody(self) -> None:
        for peer in {*self._trust, *self._host.connected_peers()}:
            self._tell_soon(peer)

    def _tell_soon(self, peer: PeerId) -> None:
        if self._nursery is not None and peer not in self._being_told and self._missing(peer):
            self._being_told.add(peer)
            self._nursery.start_soon(self._tell, peer)

    async def _tell(self, peer: PeerId) -> None:
        try:
            while missing := self._missing(peer):
                await tell_statements(self._host, peer, missing, TELL_TIMEOUT_S)
                self._note_told(peer, missing)
        except CodedError as error:
            log.info("statements.untold", peer=peer, code=error.code)
        finally:
            self._being_told.discard(peer)

    async def _tell_again(self) -> None:
        while True:
            self._tell_everybody()
            await trio.sleep(RETRY_S)

    def _note_told(self, peer: PeerId, statements: list[Statement]) -> None:
        if peer not in self._trust:
            self._warned.add(peer)
            return
        ids = {statement_id(one) for one in statements}
        known = {statement_id(one) for one in (*self._own, *self._heard)}
        told = {**self._told, peer: self._told.get(peer, set()) | ids}
        self._told = {other: ids & known for other, ids in told.items() if other in self._trust}
        stored = _Stored(heard=self._heard, told={other: tuple(sorted(ids)) for other, ids in self._told.items()})
        write_model(self._path, stored)
