"""A maintainer's folder of a cohort: what waits in quarantine, what was taken, what was refused, and who was invited.

A bundle moves in one step, the renaming of a folder that holds it whole with its receipt or refusal. A process that is killed before
leaves it waiting, one that is killed after leaves a second copy waiting, which is known again. Nothing that a bundle says is a path
before it was verified. Of what was refused the latest is kept, within a quota.
"""

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from core.errors import CodedError
from core.units import MIB, format_utc
from gates.cohort.bundle.archive import CAPS
from gates.cohort.invitations import MAX_INVITATION_BYTES, CohortInvitation, open_invitation, sign_invitation
from gates.cohort.ledger import Ledger, Receipt
from gates.cohort.refusals import Refusal
from gates.cohort.sampling import SECRET_BYTES
from p2p.synced_folder import sync_folder
from tasks.errors import CohortDamagedError
from tasks.evidence.local_identity import local_key, local_peer
from tasks.project.files import read_regular

BUNDLE, RECEIPT, REFUSAL, SECRET = "bundle.tgz", "receipt.json", "refusal.json", "sampling.key"
MAX_RECEIPT_BYTES = 256 * 1024
MAX_REFUSALS = 1000
MAX_REFUSED_BYTES = 256 * MIB
"""Of the refused: how many are told of, and how much room their bundles take; the oldest go first, their bundles before their reasons."""
UNKNOWN_CODE = "unknown"
_TAKING = ".taking"


@dataclass(frozen=True, slots=True)
class CohortFolder:
    """The folder; `quarantine` is where bundles are dropped, and the only place that holds what a stranger may have put there."""

    root: Path

    @classmethod
    def at(cls, root: Path) -> "CohortFolder":
        """The folder at `root`, made where there is none."""
        found = cls(root)
        for path in (found.quarantine, found.accepted, found.rejected, found.invitations):
            path.mkdir(parents=True, exist_ok=True)
        return found

    @property
    def quarantine(self) -> Path:
        """Bundles that wait, by whatever name they came."""
        return self.root / "quarantine"

    @property
    def accepted(self) -> Path:
        """Bundles that were taken: `<node>/<sequence>-<id>/`."""
        return self.root / "accepted"

    @property
    def rejected(self) -> Path:
        """Bundles that were refused, by a digest of their bytes and the reason."""
        return self.root / "rejected"

    @property
    def invitations(self) -> Path:
        """Invitations that were issued."""
        return self.root / "invitations"

    def waiting(self) -> list[str]:
        """The names of the bundles that wait, in the order of arrival; one that is still being copied has another ending until it is whole."""
        found: list[tuple[int, str]] = []
        for entry in os.scandir(self.quarantine):
            if entry.name.endswith(".tgz") and not entry.is_dir(follow_symlinks=False):
                with suppress(FileNotFoundError):  # another process has taken it since
                    found.append((entry.stat(follow_symlinks=False).st_mtime_ns, entry.name))
        return [name for _, name in sorted(found)]

    def read_waiting(self, name: str) -> bytes | None:
        """The bytes of a waiting file; None where it is none, a link, or larger than a bundle may be."""
        return read_regular(self.quarantine / name, CAPS.packed_bytes)

    def keep(self, name: str, raw: bytes, receipt: Receipt) -> None:
        """Move a waiting bundle that was verified to those that were taken."""
        content = (receipt.model_dump_json(indent=2) + "\n").encode()
        place = self.accepted / receipt.node_id / f"{receipt.sequence:016d}-{receipt.bundle_id[:16]}"
        self._move(name, place, {BUNDLE: raw, RECEIPT: content})

    def refuse(self, name: str, raw: bytes | None, refusal: Refusal, error: CodedError) -> None:
        """Move a waiting bundle to those that were refused, with the reason; what is no file, or too large, leaves the reason alone."""
        digest = hashlib.sha256(name.encode("utf-8", "surrogateescape") if raw is None else raw).hexdigest()
        said = {
            "schema_version": 1,
            "file": ascii(name),
            "size_bytes": None if raw is None else len(raw),
            "sha256": digest,
            "cohort_id": refusal.cohort_id,
            "refused_utc": format_utc(refusal.refused) if refusal.refused else None,
            **error.as_json(),
        }
        files = {REFUSAL: (json.dumps(said, indent=2) + "\n").encode()} | ({} if raw is None else {BUNDLE: raw})
        self._move(name, self.rejected / f"{digest[:32]}-{error.code.rpartition('.')[2]}", files)
        self.trim_rejected(MAX_REFUSALS, MAX_REFUSED_BYTES)

    def trim_rejected(self, max_refusals: int, max_bytes: int) -> None:
        """Forget the oldest refusals beyond a number, and the bundles of the oldest beyond a size."""
        refused = sorted(self.rejected.iterdir(), key=lambda path: (_changed_ns(path / REFUSAL), path.name), reverse=True)
        for path in refused[max_refusals:]:
            shutil.rmtree(path)
        room = max_bytes
        for path in refused[:max_refusals]:
            bundle = path / BUNDLE
            room -= bundle.stat().st_size if bundle.exists() else 0
            if room < 0:
                bundle.unlink(missing_ok=True)

    def release(self, name: str) -> None:
        """Remove a waiting copy of what was taken before."""
        (self.quarantine / name).unlink(missing_ok=True)

    def secret(self) -> bytes:
        """What the draw of reruns rests on, made at its first use; it stays here until a maintainer tells it to an auditor.

        Errors: CohortDamagedError (tasks.cohort.damaged).
        """
        path = self.root / SECRET
        if not path.exists():
            taking = self._taking({SECRET: secrets.token_hex(SECRET_BYTES).encode()})
            (taking / SECRET).chmod(0o600)
            os.replace(taking / SECRET, path)
            self.clear_leftovers()
        try:
            found = bytes.fromhex((read_regular(path, 2 * SECRET_BYTES) or b"").decode("ascii"))
        except ValueError:
            found = b""
        if len(found) != SECRET_BYTES:
            raise CohortDamagedError(f"{path.name} cannot be used", path=str(path))
        return found

    def clear_leftovers(self) -> None:
        """Remove what a killed process was about to move; under the lock nobody else's can be there."""
        shutil.rmtree(self.root / _TAKING, ignore_errors=True)

    def ledger(self) -> Ledger:
        """What was taken, and who was invited.

        Errors: CohortDamagedError (tasks.cohort.damaged) for a receipt or an invitation of one's own that cannot be used.
        """
        taken: dict[str, tuple[Receipt, ...]] = {}
        for node in sorted(path for path in self.accepted.iterdir() if path.is_dir()):
            receipts = [_receipt(path / RECEIPT) for path in sorted(node.iterdir())]
            if receipts:
                taken[node.name] = tuple(receipts)
        return Ledger(taken, self.issued())

    def issued(self) -> dict[str, CohortInvitation]:
        """The invitations by their ids, as they are now.

        Errors: CohortDamagedError (tasks.cohort.damaged).
        """
        return {path.name.partition(".")[0]: self._invitation(path) for path in sorted(self.invitations.glob("*.dsse.json"))}

    def issue(self, invitation: CohortInvitation) -> Path:
        """Sign an invitation, or what has become of it, and keep it; returns its file, which is for the volunteer.

        Errors: those of `local_key`.
        """
        path = self.invitations / f"{invitation.id}.dsse.json"
        taking = self._taking({path.name: sign_invitation(invitation, local_key())})
        os.replace(taking / path.name, path)
        self.clear_leftovers()
        return path

    def refusals(self) -> tuple[Refusal, ...]:
        """The bundles that were refused and are told of still; a reason that is damaged is one of no known code."""
        return tuple(_refusal(path) for path in sorted(self.rejected.glob(f"*/{REFUSAL}")))

    def _invitation(self, path: Path) -> CohortInvitation:
        try:
            return open_invitation(read_regular(path, MAX_INVITATION_BYTES) or b"", local_peer())[0]
        except CodedError as error:
            raise CohortDamagedError(f"{path.name} cannot be used: {error.message}", path=str(path)) from error

    def _move(self, name: str, place: Path, files: Mapping[str, bytes]) -> None:
        if not place.exists():
            taking = self._taking(files)
            place.parent.mkdir(exist_ok=True)
            os.rename(taking, place)
            sync_folder(place.parent)
        self.release(name)

    def _taking(self, files: Mapping[str, bytes]) -> Path:
        """A folder beside the others that holds these files, on the disk."""
        self.clear_leftovers()
        taking = self.root / _TAKING
        taking.mkdir()
        for name, content in files.items():
            with (taking / name).open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        sync_folder(taking)
        return taking


def _receipt(path: Path) -> Receipt:
    try:
        return Receipt.model_validate_json(read_regular(path, MAX_RECEIPT_BYTES) or b"", strict=True)
    except ValidationError as error:
        raise CohortDamagedError("a receipt cannot be used", path=str(path)) from error


def _refusal(path: Path) -> Refusal:
    try:
        found = json.loads(read_regular(path, MAX_RECEIPT_BYTES) or b"")
        code, cohort_id, moment = str(found["code"]), found.get("cohort_id"), found.get("refused_utc")
        return Refusal(code, cohort_id and str(cohort_id), datetime.fromisoformat(moment) if moment else None)
    except (ValueError, KeyError, TypeError):
        return Refusal(UNKNOWN_CODE)


def _changed_ns(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0
