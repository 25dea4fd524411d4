"""A maintainer's folder in a place of its own, with one invitation and things around it that nobody may touch."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from gates.cohort.invitations import sign_invitation
from gates.cohort.ledger import Intake
from tasks.cohort.intake import Seen, take
from tasks.cohort.store import CohortFolder
from tasks.evidence.local_identity import local_key
from tests.gates.cohort.bundles import INVITATION_ID, NOW, Made, invitation


@dataclass(frozen=True)
class Place:
    """The folder within a larger tree."""

    around: Path
    folder: CohortFolder

    def invite(self, **changes: object) -> None:
        path = self.folder.invitations / f"{INVITATION_ID}.dsse.json"
        path.write_bytes(sign_invitation(invitation(**changes), local_key()))

    def drop(self, packed: bytes, name: str = "node-1_onboarding_20260131T110000Z.tgz") -> str:
        (self.folder.quarantine / name).write_bytes(packed)
        return name

    def take(self, *names: str, intake: Intake | None = None) -> list[Seen]:
        return take(self.folder, names or self.folder.waiting(), intake or Intake(), now=lambda: NOW)

    def taken(self, made: Made) -> Seen:
        """What came of that bundle."""
        return self.take(self.drop(made.packed()))[0]

    def digest(self, *, outside: tuple[str, ...] = ()) -> str:
        """A digest of every path and byte around, but for the parts of the folder that are named."""
        found = hashlib.sha256()
        for path in sorted(self.around.rglob("*")):
            if not any(path.is_relative_to(self.folder.root / part) for part in outside):
                kind = "link" if path.is_symlink() else "folder" if path.is_dir() else "file"
                found.update(f"{path.relative_to(self.around)} {kind} {path.lstat().st_mode}\n".encode())
                found.update(path.read_bytes() if kind == "file" else b"")
        return found.hexdigest()


def make_place(around: Path) -> Place:
    for name in ("outside.json", "cohort/outside.json", "etc/passwd"):
        (around / name).parent.mkdir(parents=True, exist_ok=True)
        (around / name).write_text("as it was\n")
    place = Place(around, CohortFolder.at(around / "cohort"))
    place.invite()
    return place
