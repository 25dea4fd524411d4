"""Taking bundles in: each that waits is verified, then kept with its receipt or refused with its reason, wholly and once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue

from core.errors import CodedError
from core.units import KIB
from gates.cohort.bundle.archive import CAPS
from gates.cohort.bundle.errors import BundleTooLargeError
from gates.cohort.bundle.sealed_bundle import SealedBundle, open_bundle
from gates.cohort.bundle_check import check_bundle
from gates.cohort.errors import BundleDeclinedError
from gates.cohort.ledger import Intake, Ledger, Receipt
from tasks.cohort.store import CohortFolder
from tasks.errors import CohortEntryError
from tasks.project.locks import locked

_CHUNK = 64 * KIB


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of a waiting file: a receipt, or the error that refuses it; `is_known` where the very bundle was taken before."""

    name: str
    receipt: Receipt | None = None
    error: CodedError | None = None
    is_known: bool = False

    @property
    def state(self) -> str:
        """In one word."""
        return "refused" if self.error else "known" if self.is_known else self.receipt.status if self.receipt else "unknown"

    def as_json(self) -> dict[str, JsonValue]:
        """What came of it as machines read it."""
        return {
            "file": self.name,
            "state": self.state,
            "receipt": self.receipt.model_dump(mode="json") if self.receipt else None,
            "error": self.error.as_json() if self.error else None,
        }


def look(folder: CohortFolder, names: Iterable[str], intake: Intake, *, now: datetime) -> list[Seen]:
    """What would come of these waiting files, each by itself; nothing is moved.

    Errors: CohortEntryError (tasks.cohort.entry), CohortDamagedError (tasks.cohort.damaged).
    """
    with locked(folder.root):
        ledger = folder.ledger()
        return [_seen(folder, name, ledger, intake, now)[0] for name in _present(folder, names)]


def take(folder: CohortFolder, names: Iterable[str], intake: Intake, *, now: Callable[[], datetime]) -> list[Seen]:
    """Take these waiting files in, in the order of their names here; each is then kept or refused.

    Errors: CohortEntryError (tasks.cohort.entry), CohortDamagedError (tasks.cohort.damaged).
    """
    with locked(folder.root):
        folder.clear_leftovers()
        ledger, found = folder.ledger(), list[Seen]()
        for name in _present(folder, names):
            seen, raw = _seen(folder, name, ledger, intake, now())
            _move(folder, seen, raw)
            found.append(seen)
            if seen.receipt is not None and not seen.is_known:
                ledger = ledger.with_receipt(seen.receipt)
        return found


def decline(folder: CohortFolder, name: str, reason: str) -> Seen:
    """Refuse a waiting file because the maintainer says so.

    Errors: CohortEntryError (tasks.cohort.entry).
    """
    with locked(folder.root):
        (present,) = _present(folder, [name])
        error = BundleDeclinedError(reason)
        folder.refuse(present, folder.read_waiting(present), error)
        return Seen(present, error=error)


def _move(folder: CohortFolder, seen: Seen, raw: bytes | None) -> None:
    if seen.error is not None:
        folder.refuse(seen.name, raw, seen.error)
    elif seen.receipt is not None and raw is not None and not seen.is_known:
        folder.keep(seen.name, raw, seen.receipt)
    else:
        folder.release(seen.name)


def _seen(folder: CohortFolder, name: str, ledger: Ledger, intake: Intake, now: datetime) -> tuple[Seen, bytes | None]:
    raw = folder.read_waiting(name)
    if raw is None:
        return Seen(name, error=BundleTooLargeError("no regular file, or one that is too large", limit=CAPS.packed_bytes)), None
    try:
        bundle = opened(raw)
        if ledger.has_latest(bundle):
            return Seen(name, ledger.taken[bundle.node_id][-1], is_known=True), raw
        return Seen(name, check_bundle(bundle, ledger, intake, now=now)), raw
    except CodedError as error:
        return Seen(name, error=error), raw


def opened(raw: bytes) -> SealedBundle:
    """The bundle in `raw`, read piece by piece.

    Errors: those of `open_bundle`.
    """
    return open_bundle(raw[start : start + _CHUNK] for start in range(0, len(raw), _CHUNK))


def _present(folder: CohortFolder, names: Iterable[str]) -> list[str]:
    """The names, each of which is that of a waiting file and no path."""
    waiting = set(folder.waiting())
    found = list(names)
    for name in found:
        if name not in waiting:
            raise CohortEntryError(f"nothing of this name waits in {folder.quarantine}", name=ascii(name))
    return found
