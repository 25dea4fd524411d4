"""Taking bundles in: each that waits is verified, looked at once more, then kept with its receipt or refused with its reason, wholly and once."""

import hashlib
import os
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from pydantic import JsonValue

from core.errors import CodedError
from core.units import KIB
from gates.cohort.bundle.archive import CAPS
from gates.cohort.bundle.errors import BundleTooLargeError
from gates.cohort.bundle.sealed_bundle import SealedBundle, open_bundle
from gates.cohort.bundle_check import check_bundle
from gates.cohort.errors import BundleDeclinedError
from gates.cohort.ledger import Intake, Ledger, Receipt, check_admitted
from gates.cohort.refusals import Refusal
from tasks.cohort.arrivals import write_present_terms
from tasks.cohort.store import CohortFolder
from tasks.errors import CohortEntryError, RehearsalClockError
from tasks.project.locks import locked

_CHUNK = 64 * KIB

Recheck = Callable[[SealedBundle, Receipt], Receipt]
"""The maintainer's own look at a bundle that holds: its receipt with what came of it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of a waiting file: a receipt, or the error that refuses it; `is_known` where the very bundle was taken before.

    `sha256` is that of the file, `invitation_id` the one that it names where it can be read. Where the maintainer's own side failed, the bundle goes on waiting: `is_put_off`, and the error says why.
    """

    name: str
    receipt: Receipt | None = None
    error: CodedError | None = None
    is_known: bool = False
    is_put_off: bool = False
    sha256: str | None = None
    invitation_id: str | None = None

    @property
    def state(self) -> str:
        """In one word."""
        if self.is_put_off:
            return "waiting"
        return "refused" if self.error else "known" if self.is_known else self.receipt.status if self.receipt else "unknown"

    @property
    def is_new(self) -> bool:
        """Whether it holds and was not taken before."""
        return self.receipt is not None and self.error is None and not self.is_known

    def as_json(self) -> dict[str, JsonValue]:
        """What came of it as machines read it."""
        return {
            "file": self.name,
            "state": self.state,
            "receipt": self.receipt.model_dump(mode="json") if self.receipt else None,
            "error": self.error.as_json() if self.error else None,
        }


@dataclass(slots=True)
class Reception:
    """One intake while it goes on, of which a cohort has one at a time; what was taken is read once, invitations each time they count.

    `put_off` has the nodes of which a bundle goes on waiting, and why.
    """

    folder: CohortFolder
    intake: Intake
    now: Callable[[], datetime]
    ledger: Ledger
    recheck_bundle: Recheck | None = None
    put_off: dict[str, CodedError] = field(default_factory=dict[str, CodedError])

    def verify(self, name: str) -> Seen:
        """What would come of a waiting file by what it holds alone; nothing is moved.

        Behind a bundle that was put off, the later ones of its node wait as well: taken before it, they would make a replay of it.
        """
        seen = _seen(self.folder, name, self.ledger, self.intake, self.now())
        before = self.put_off.get(seen.receipt.node_id) if seen.is_new and seen.receipt else None
        return seen if before is None else replace(seen, error=before, is_put_off=True)

    def recheck(self, seen: Seen) -> Seen:
        """The same after the maintainer's own look at a bundle that holds; it may take long, and nothing is locked meanwhile."""
        if not seen.is_new or seen.receipt is None or self.recheck_bundle is None:
            return seen
        try:
            raw = self.folder.read_waiting(seen.name)
            if raw is None or _digest(raw) != seen.sha256:
                raise _gone(self.folder, seen.name)
            return replace(seen, receipt=self.recheck_bundle(opened(raw), seen.receipt))
        except CodedError as error:
            self.put_off[seen.receipt.node_id] = error
            return replace(seen, error=error, is_put_off=True)

    def settle(self, seen: Seen) -> Seen:
        """Keep or refuse the file, in one step; where it is no longer the one that was seen, it goes on waiting."""
        with locked(self.folder.root):
            raw = self.folder.read_waiting(seen.name)
            if _digest(raw) != seen.sha256 and not seen.is_put_off:
                seen = replace(seen, error=_gone(self.folder, seen.name), is_put_off=True)
            if seen.is_new and raw is not None:
                seen = self._admitted(seen, opened(raw))
            _move(self.folder, seen, raw, _refusal_of(seen, self.ledger, self.now()))
        if seen.is_new and seen.receipt is not None:
            self.ledger = self.ledger.with_receipt(seen.receipt)
        return seen

    def _admitted(self, seen: Seen, bundle: SealedBundle) -> Seen:
        """The bundle once more: what the maintainer did meanwhile counts."""
        try:
            check_admitted(bundle, Ledger(self.ledger.taken, self.folder.issued()), self.intake, now=self.now())
        except CodedError as error:
            return replace(seen, error=error)
        return seen


@contextmanager
def receiving(folder: CohortFolder, intake: Intake, *, now: Callable[[], datetime], recheck: Recheck | None = None) -> Generator[Reception]:
    """An intake for the length of the block; another one waits for its end. Then an agent that receives is told who has joined.

    Errors: those of `write_present_terms`.
    """
    with locked(folder.accepted):
        with locked(folder.root):
            folder.clear_leftovers()
            ledger = folder.ledger()
        yield Reception(folder, intake, now, ledger, recheck)
        with locked(folder.root):
            write_present_terms(folder)


def look(folder: CohortFolder, names: Iterable[str], intake: Intake, *, now: datetime) -> list[Seen]:
    """What would come of these waiting files by what they hold, each by itself; nothing is moved, and no gate is run again.

    Errors: CohortEntryError (tasks.cohort.entry), CohortDamagedError (tasks.cohort.damaged).
    """
    with locked(folder.root):
        ledger = folder.ledger()
        return [_seen(folder, name, ledger, intake, now) for name in present(folder, names)]


def take(
    folder: CohortFolder, names: Iterable[str], intake: Intake, *, now: Callable[[], datetime], recheck: Recheck | None = None
) -> list[Seen]:
    """Take these waiting files in, in the order of their names here; each is then kept or refused, or put off where our own side failed.

    Errors: CohortEntryError (tasks.cohort.entry), CohortDamagedError (tasks.cohort.damaged).
    """
    with receiving(folder, intake, now=now, recheck=recheck) as reception:
        return [reception.settle(reception.recheck(reception.verify(name))) for name in present(folder, names)]


def decline(folder: CohortFolder, name: str, reason: str, *, now: datetime) -> Seen:
    """Refuse a waiting file because the maintainer says so.

    Errors: CohortEntryError (tasks.cohort.entry), CohortDamagedError (tasks.cohort.damaged).
    """
    with locked(folder.root):
        (found,), ledger = present(folder, [name]), folder.ledger()
        seen = replace(_seen(folder, found, ledger, Intake(), now), receipt=None, error=BundleDeclinedError(reason), is_put_off=False)
        _move(folder, seen, folder.read_waiting(found), _refusal_of(seen, ledger, now))
        return seen


def opened(raw: bytes) -> SealedBundle:
    """The bundle in `raw`, read piece by piece.

    Errors: those of `open_bundle`.
    """
    return open_bundle(raw[start : start + _CHUNK] for start in range(0, len(raw), _CHUNK))


def present(folder: CohortFolder, names: Iterable[str]) -> list[str]:
    """The names, each of which is that of a waiting file and no path.

    Errors: CohortEntryError (tasks.cohort.entry).
    """
    waiting = set(folder.waiting())
    found = list(names)
    for name in found:
        if name not in waiting:
            raise _gone(folder, name)
    return found


def _refusal_of(seen: Seen, ledger: Ledger, now: datetime) -> Refusal:
    """The refusal as it is counted: of the cohort whose invitation the bundle names."""
    invitation = ledger.invitations.get(seen.invitation_id or "")
    return Refusal(seen.error.code if seen.error else "", invitation.cohort_id if invitation else None, now)


def _move(folder: CohortFolder, seen: Seen, raw: bytes | None, refusal: Refusal) -> None:
    if seen.is_put_off:
        return
    if seen.error is not None:
        folder.refuse(seen.name, raw, refusal, seen.error)
    elif seen.is_new and seen.receipt is not None and raw is not None:
        folder.keep(seen.name, raw, seen.receipt)
    else:
        folder.release(seen.name)


def _seen(folder: CohortFolder, name: str, ledger: Ledger, intake: Intake, now: datetime) -> Seen:
    raw = folder.read_waiting(name)
    seen = Seen(name, sha256=_digest(raw))
    if raw is None:
        if not os.path.lexists(folder.quarantine / name):
            return replace(seen, error=_gone(folder, name), is_put_off=True)
        return replace(seen, error=BundleTooLargeError("no regular file, or one that is too large", limit=CAPS.packed_bytes))
    try:
        bundle = opened(raw)
        seen = replace(seen, invitation_id=bundle.manifest.invitation_id)
        if intake.only_rehearsals and not bundle.manifest.rehearsal:
            return replace(seen, error=RehearsalClockError("a bundle of real work waits for the real clock"), is_put_off=True)
        known = ledger.known(bundle)
        return replace(seen, receipt=known or check_bundle(bundle, ledger, intake, now=now), is_known=known is not None)
    except CodedError as error:
        return replace(seen, error=error)


def _digest(raw: bytes | None) -> str | None:
    return None if raw is None else hashlib.sha256(raw).hexdigest()


def _gone(folder: CohortFolder, name: str) -> CohortEntryError:
    return CohortEntryError(f"nothing of this name waits in {folder.quarantine}", name=ascii(name))
