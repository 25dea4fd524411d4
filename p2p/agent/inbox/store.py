"""The disk of an open inbox: who is let in, and how a bundle that has arrived whole comes to lie where its owner looks for it.

A whole bundle gets its final name beside the partials, then a line in its peer's account, then its place. A process that is killed before
the first step leaves a partial; one that is killed later leaves what the next one ends.
"""

import os
import re
import time
from collections.abc import Callable, Container, Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.ids import PeerId
from core.units import GIB, MIB
from p2p.agent.inbox.accounts import Account, Accounts, Received, charge
from p2p.agent.inbox.partials import Partial, Partials
from p2p.agent.inbox.terms import TERMS, Pass, Terms, invitation_digest
from p2p.errors import BlobHashMismatchError, PeerUntrustedError, StoreUnreadableError
from p2p.json_file import read_model
from p2p.synced_folder import sync_folder
from p2p.wire.bundle import BundleOffer
from p2p.wire.errors import (
    AllowanceSpentError,
    BundleOversizedError,
    BundleUninvitedError,
    InboxFullError,
    PassExhaustedError,
    PassExpiredError,
    PassRevokedError,
    TooManyWaitingError,
)

MAX_WAITING_PER_PEER = 64
MAX_WAITING = 2048
MAX_WAITING_BYTES = GIB
"""What waits to be taken in, and what is on its way, of all peers together."""
FREE_BYTES = 256 * MIB
"""So much of the disk is left to others."""
IDLE_MS = 86_400_000
"""A partial to which nothing is added for so long is dropped, and with it the place that a peer has taken who has handed in nothing."""
SWEEP_MS = 60_000
RETRY_AFTER_MS = 60_000

_NAME = re.compile(r"([0-9]{20})-([1-9A-HJ-NP-Za-km-z]{40,64})-([0-9a-f]{64})\.tgz")


class InboxStore:
    """An inbox in `folder`, whose whole bundles go to `arrived`; its methods are called one at a time."""

    def __init__(self, folder: Path, arrived: Path, trusted: Container[PeerId], clock_ns: Callable[[], int] = time.time_ns) -> None:
        self.folder = folder
        self.arrived = arrived
        self._trusted = trusted
        self._clock_ns = clock_ns
        self.accounts = Accounts(folder / "peers")
        self._arriving = folder / "arriving"
        self._partials = Partials(self._arriving)
        self._terms, self._terms_stamp = Terms(), (0, 0, 0)
        self._swept_ms = -SWEEP_MS
        self._deliver_whole()

    def is_at(self, folder: str, arrived: str) -> bool:
        """Whether it is these folders' inbox, and they are there still."""
        return (str(self.folder), str(self.arrived)) == (folder, arrived) and all(
            path.is_dir() for path in (self.arrived, self._arriving, self.accounts.folder)
        )

    def knows(self, peer: PeerId) -> bool:
        """Whether the peer has joined with an invitation that holds."""
        joined = self.accounts.joined
        return any(peer in joined.get(one.pass_id, ()) for one in self._present_terms().passes.values() if not one.is_revoked)

    def check_invited(self, peer: PeerId, offer: BundleOffer) -> Pass:
        """The pass of the invitation that comes with an offer; nothing of the peer's is looked at.

        Errors: PeerUntrustedError (p2p.peer.untrusted), for one that is trusted otherwise BundleUninvitedError (p2p.bundle.uninvited);
        StoreUnreadableError (p2p.store.unreadable).
        """
        found = self._present_terms().passes.get(invitation_digest(offer.invitation))
        if found is not None:
            return found
        kind = BundleUninvitedError if peer in self._trusted else PeerUntrustedError
        raise kind("no such invitation was issued", peer=peer)

    def admit(self, peer: PeerId, offer: BundleOffer) -> Partial | None:
        """What has arrived of an offered bundle; None where it is in already.

        Errors: those of `check_invited`, and p2p.bundle.{revoked, expired, exhausted, too_large, allowance, waiting, full}.
        """
        found = self.check_invited(peer, offer)
        with _on_disk():
            self._deliver_whole()
            account = self.accounts.of(peer)
            if account.has(offer.sha256):
                return None
            self._check_pass(found, peer, account, offer.size_bytes)
            self._check_room(peer, offer.size_bytes)
            if found.pass_id not in account.joined:
                self.accounts.write(peer, account.with_joined(found.pass_id, self._now_ms))
            if num_dropped := self._partials.drop_others(peer, offer):
                self.accounts.write(peer, self.accounts.of(peer).with_waste(num_dropped))
            return self._partials.open(peer, offer)

    def commit(self, peer: PeerId, partial: Partial, sha256: str) -> None:
        """Put a bundle that has arrived whole into its place: it is there for good when this returns.

        Errors: BlobHashMismatchError (p2p.blob.hash_mismatch), InboxFullError (p2p.bundle.full).
        """
        with _on_disk():
            try:
                partial.check(sha256)
            except BlobHashMismatchError:
                self.accounts.write(peer, self.accounts.of(peer).with_waste(partial.received_bytes))
                raise
            arrived_ns = max(self._clock_ns(), self.accounts.last_arrival_ns + 1)
            whole = self._arriving / f"{arrived_ns:020d}-{peer}-{sha256}.tgz"
            os.utime(partial.path, ns=(arrived_ns, arrived_ns))
            os.rename(partial.path, whole)
            sync_folder(self._arriving)
            self._deliver(whole)

    def _deliver_whole(self) -> None:
        """End what a process has begun that was killed, or what the disk would not take, in the order of arrival."""
        for path in sorted(self._arriving.iterdir()):
            if _NAME.fullmatch(path.name) is not None:
                self._deliver(path)

    def _deliver(self, whole: Path) -> None:
        match = _NAME.fullmatch(whole.name)
        assert match is not None, "a whole bundle has its final name"
        arrived_ns, peer, sha256 = int(match[1]), PeerId(match[2]), match[3]
        account = self.accounts.of(peer)
        if not account.has(sha256):
            one = Received(sha256=sha256, size_bytes=whole.stat().st_size, arrived_ns=arrived_ns)
            self.accounts.write(peer, account.with_received(one))
        os.rename(whole, self.arrived / whole.name)
        sync_folder(self.arrived)

    def _check_pass(self, found: Pass, peer: PeerId, account: Account, size_bytes: int) -> None:
        if found.is_revoked:
            raise PassRevokedError("the invitation was taken back", pass_id=found.pass_id)
        if found.pass_id not in account.joined and peer not in found.peers:
            self._check_may_join(found)
        if size_bytes > self._terms.max_bundle_bytes:
            raise BundleOversizedError("no bundle is so large", size_bytes=size_bytes, max_size_bytes=self._terms.max_bundle_bytes)
        if account.used_bytes + charge(size_bytes) > found.allowance_bytes:
            raise AllowanceSpentError(
                "more than the peer may hand in", used_bytes=account.used_bytes, allowance_bytes=found.allowance_bytes
            )

    def _check_may_join(self, found: Pass) -> None:
        if found.expires_at_ms <= self._now_ms:
            raise PassExpiredError("its time is over", pass_id=found.pass_id)
        if self._num_users(found) >= found.uses:
            self._sweep()
        if self._num_users(found) >= found.uses:
            raise PassExhaustedError("as many peers use the invitation as may", pass_id=found.pass_id, uses=found.uses)

    def _num_users(self, found: Pass) -> int:
        return len(self.accounts.joined.get(found.pass_id, set()).union(found.peers))

    def _sweep(self) -> None:
        """Make room for those who come, now and then: a peer must not make us look at everything with each offer."""
        if self._now_ms >= self._swept_ms + SWEEP_MS:
            self._swept_ms = self._now_ms
            self._partials.drop_stale((self._now_ms - IDLE_MS) / 1000)
            self.accounts.forget_idle(self._now_ms - IDLE_MS, self._partials.peers)

    def _check_room(self, peer: PeerId, size_bytes: int) -> None:
        waiting = [match[2] for name in self._waiting() if (match := _NAME.fullmatch(name)) is not None]
        num_of_peer = waiting.count(peer)
        if num_of_peer >= MAX_WAITING_PER_PEER:
            raise TooManyWaitingError("many of the peer's bundles wait", num_waiting=num_of_peer, retry_after_ms=RETRY_AFTER_MS)
        if self._is_full(size_bytes):
            self._sweep()
        if self._is_full(size_bytes):
            raise InboxFullError("too much waits", size_bytes=size_bytes, retry_after_ms=RETRY_AFTER_MS)

    def _is_full(self, size_bytes: int) -> bool:
        waiting = self._waiting()
        disk = os.statvfs(self.folder)
        return (
            len(waiting) >= MAX_WAITING
            or sum(waiting.values()) + self._partials.num_bytes + size_bytes > MAX_WAITING_BYTES
            or disk.f_bavail * disk.f_frsize < size_bytes + FREE_BYTES
        )

    def _waiting(self) -> dict[str, int]:
        """The sizes of the bundles that have arrived and wait to be taken in, by name; also of those that came otherwise."""
        found: dict[str, int] = {}
        for entry in os.scandir(self.arrived):
            # One that is taken in meanwhile waits no more.
            with suppress(FileNotFoundError):
                if entry.name.endswith(".tgz"):
                    found[entry.name] = entry.stat(follow_symlinks=False).st_size
        return found

    @property
    def _now_ms(self) -> int:
        return self._clock_ns() // 1_000_000

    def _present_terms(self) -> Terms:
        """The terms as their owner has written them last."""
        path = self.folder / TERMS
        try:
            status = path.stat()
        except FileNotFoundError:
            return Terms()
        except OSError as error:
            raise StoreUnreadableError("the terms cannot be read", path=str(path), reason=type(error).__name__) from error
        stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
        if stamp != self._terms_stamp:
            self._terms = read_model(path, Terms)
            self._terms_stamp = stamp
        return self._terms


@contextmanager
def _on_disk() -> Generator[None]:
    """What the disk does not take is told to the peer as a full inbox."""
    try:
        yield
    except OSError as error:
        raise _full(error) from error
    except StoreUnreadableError as error:
        if isinstance(error.__cause__, OSError):
            raise _full(error.__cause__) from error
        raise


def _full(error: OSError) -> InboxFullError:
    return InboxFullError(f"the disk does not take it: {error.strerror}", retry_after_ms=RETRY_AFTER_MS)
