"""What a cohort has taken so far, and whether one more bundle may join it: whose node it is, whether it is new, and who invited it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from gates.artifacts.fields import ClosedArtifact, Count, HexDigest, PositiveCount, Utc, Version1
from gates.cohort.bundle.manifest import InvitationId
from gates.cohort.bundle.sealed_bundle import SealedBundle
from gates.cohort.errors import (
    BundleFutureError,
    BundleQuotaError,
    BundleRehearsalError,
    BundleReplayedError,
    BundleStaleError,
    NodeTakenError,
)
from gates.cohort.invitations import CohortInvitation, check_may_join, invitation_of
from gates.cohort.node_profile import NodeProfile
from gates.cohort.pilot_metrics import PilotMetrics
from gates.cohort.rechecked import Failure, Recheck


class Receipt(ClosedArtifact):
    """One bundle that was taken: what it said, what its gates came to, and what came of looking again, where that was done."""

    schema_version: Version1
    bundle_id: HexDigest
    peer_id: str
    sequence: PositiveCount
    created_utc: Utc
    accepted_utc: Utc
    invitation_id: InvitationId
    size_bytes: Count
    rehearsal: bool
    profile: NodeProfile
    status: Literal["passed", "failed"]
    failure_reason: str
    artifacts: dict[str, HexDigest]
    metrics: PilotMetrics
    failures: tuple[Failure, ...] = ()
    recheck: Recheck | None = None

    @property
    def node_id(self) -> str:
        """Whose it was."""
        return self.profile.node_id


@dataclass(frozen=True, slots=True)
class Intake:
    """What a maintainer takes: how old a bundle may be, by how much a clock may be fast, whether rehearsals count, and whether they alone do."""

    max_age: timedelta = timedelta(days=3)
    max_ahead: timedelta = timedelta(minutes=5)
    takes_rehearsals: bool = False
    only_rehearsals: bool = False


@dataclass(frozen=True, slots=True)
class Ledger:
    """The bundles that were taken, by node in the order of their sequence numbers, and the invitations that were issued."""

    taken: Mapping[str, tuple[Receipt, ...]]
    invitations: Mapping[str, CohortInvitation]

    @property
    def latest(self) -> tuple[Receipt, ...]:
        """The last bundle of every node."""
        return tuple(receipts[-1] for _, receipts in sorted(self.taken.items()))

    def with_receipt(self, receipt: Receipt) -> "Ledger":
        """The ledger after one more bundle was taken."""
        return Ledger({**self.taken, receipt.node_id: (*self.taken.get(receipt.node_id, ()), receipt)}, self.invitations)

    def known(self, bundle: SealedBundle) -> Receipt | None:
        """The receipt of this very bundle, where it was taken before."""
        return next((receipt for receipt in self.taken.get(bundle.node_id, ()) if receipt.bundle_id == bundle.id), None)

    @property
    def last_cohort(self) -> str | None:
        """The cohort of the newest invitation that was used: a straggler of an older one changes nothing; None where nothing was taken yet."""
        names = {receipt.invitation_id for node in self.taken.values() for receipt in node}
        used = [found for name, found in self.invitations.items() if name in names]
        return max(used, key=lambda one: (one.created_utc, one.id)).cohort_id if used else None

    def of_cohort(self, cohort_id: str) -> "Ledger":
        """What was taken with the invitations of one cohort, and these."""
        own = {name: found for name, found in self.invitations.items() if found.cohort_id == cohort_id}
        taken = {node: tuple(receipt for receipt in receipts if receipt.invitation_id in own) for node, receipts in self.taken.items()}
        return Ledger({node: receipts for node, receipts in taken.items() if receipts}, own)

    @property
    def revoked(self) -> frozenset[str]:
        """The nodes whose invitation was taken back."""
        return frozenset(
            one.node_id for one in self.latest if one.invitation_id in self.invitations and self.invitations[one.invitation_id].revoked
        )


def check_admitted(bundle: SealedBundle, ledger: Ledger, intake: Intake, *, now: datetime) -> None:
    """Return when a bundle may join what was taken, whatever it holds.

    Errors: NodeTakenError (gates.bundle.node_taken), BundleReplayedError (gates.bundle.replayed), BundleStaleError
    (gates.bundle.stale), BundleFutureError (gates.bundle.future), BundleRehearsalError (gates.bundle.rehearsal),
    BundleQuotaError (gates.bundle.quota), those of an invitation (gates.cohort_invitation.*).
    """
    manifest, receipts = bundle.manifest, ledger.taken.get(bundle.node_id, ())
    _check_owner(bundle, ledger)
    if receipts and (manifest.sequence <= receipts[-1].sequence or manifest.created <= datetime.fromisoformat(receipts[-1].created_utc)):
        raise BundleReplayedError("the last bundle of the node is as new", sequence=manifest.sequence, last=receipts[-1].sequence)
    if manifest.created > now + intake.max_ahead:
        raise BundleFutureError("it was packed in the future", created_utc=manifest.created_utc)
    if manifest.created < now - intake.max_age:
        raise BundleStaleError(
            "it was packed too long ago", created_utc=manifest.created_utc, max_age_h=intake.max_age.total_seconds() / 3600
        )
    if manifest.rehearsal and not intake.takes_rehearsals:
        raise BundleRehearsalError("a rehearsal's bundle is taken in a rehearsal alone")
    _check_invited(bundle, ledger, now)


def _check_owner(bundle: SealedBundle, ledger: Ledger) -> None:
    """A node id belongs to the key that came with it first, and a key has one node."""
    for receipt in ledger.latest:
        if (receipt.node_id == bundle.node_id) != (receipt.peer_id == bundle.signer):
            whose = "the id belongs to another key" if receipt.node_id == bundle.node_id else "the key belongs to another node"
            raise NodeTakenError(whose, node_id=bundle.node_id, signer=bundle.signer)


def _check_invited(bundle: SealedBundle, ledger: Ledger, now: datetime) -> None:
    """A node keeps the allowance of the invitation that it comes with, over all that it has handed in."""
    invitation = invitation_of(ledger.invitations, bundle.manifest.invitation_id)
    users = {receipt.node_id for receipts in ledger.taken.values() for receipt in receipts if receipt.invitation_id == invitation.id}
    if bundle.node_id not in users:
        check_may_join(invitation, len(users), now=now)
    used = sum(receipt.size_bytes for receipt in ledger.taken.get(bundle.node_id, ()))
    if used + bundle.size_bytes > invitation.allowance_bytes:
        raise BundleQuotaError("the node has handed in what it may", used_bytes=used, allowance_bytes=invitation.allowance_bytes)
