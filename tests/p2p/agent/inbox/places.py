"""An inbox in a place of its own: the folders that its owner names, invitations and the terms on them."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from core.ids import PeerId
from p2p.agent.inbox.store import InboxStore
from p2p.agent.inbox.terms import Pass, Terms, invitation_digest, write_terms
from p2p.wire.bundle import BundleOffer

DAY_MS = 86_400_000
INVITATION = "the file of an invitation"


@dataclass
class Clock:
    """A clock that stands until it is set."""

    ms: int = 10 * DAY_MS

    def __call__(self) -> int:
        return self.ms * 1_000_000


@dataclass
class InboxPlace:
    """Both folders, and the invitations with their passes."""

    around: Path
    clock: Clock = field(default_factory=Clock)
    trusted: set[PeerId] = field(default_factory=set)
    max_bundle_bytes: int = 2**20
    passes: dict[str, Pass] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder.mkdir(mode=0o700)
        self.arrived.mkdir()
        self.grant()

    @property
    def folder(self) -> Path:
        return self.around / "inbox"

    @property
    def arrived(self) -> Path:
        return self.around / "quarantine"

    def grant(self, invitation: str = INVITATION, **changes: object) -> None:
        """Put terms in place by which that invitation holds, and those that did before."""
        fields = {"pass_id": "ab" * 16, "expires_at_ms": 2**50, "uses": 5, "allowance_bytes": 2**24, **changes}
        self.passes[invitation_digest(invitation)] = Pass.model_validate(fields)
        write_terms(self.folder, Terms(max_bundle_bytes=self.max_bundle_bytes, passes=self.passes))

    def store(self) -> InboxStore:
        return InboxStore(self.folder, self.arrived, self.trusted, self.clock)

    def whole(self) -> list[bytes]:
        """What has arrived, in the order of arrival."""
        paths = sorted(self.arrived.iterdir(), key=lambda path: (path.stat().st_mtime_ns, path.name))
        assert paths == sorted(paths)
        return [path.read_bytes() for path in paths]


def offer_of(data: bytes, invitation: str = INVITATION) -> BundleOffer:
    return BundleOffer(sha256=hashlib.sha256(data).hexdigest(), size_bytes=len(data), invitation=invitation)


def hand_in(store: InboxStore, peer: PeerId, data: bytes) -> bool:
    """Have `peer` hand in `data` at once; whether it was in before."""
    partial = store.admit(peer, offer_of(data))
    if partial is None:
        return True
    try:
        partial.take(data[partial.received_bytes :])
        store.commit(peer, partial, offer_of(data).sha256)
    finally:
        partial.close()
    return False
