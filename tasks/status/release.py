"""A release: everything that stands in its way, or the digests of what it rests on."""

import os
from dataclasses import dataclass
from pathlib import Path

from pydantic import JsonValue, ValidationError

from core.version import VERSION
from gates.artifacts.definition import DefinitionRecord
from gates.artifacts.reading import MAX_ARTIFACT_BYTES
from gates.release import SUMS, Candidate, Refusal, refusals, released_files, sums_text
from gates.remedy import DEFINITION
from gates.trust import with_local
from tasks.evidence.local_identity import local_peer
from tasks.evidence.provenance import git_changes
from tasks.evidence.trust import FILE_NAME, read_trust
from tasks.project.files import file_digest, read_regular
from tasks.reports.store import reports_folder, verify_reports

CHANGELOG = "CHANGELOG.md"
LEFT_BY_RUNS = frozenset({"dvc.lock", "full/dvc.lock"})
"""What a run writes and git need not keep."""


@dataclass(frozen=True, slots=True)
class Release:
    """What came of it: nothing stands in the way of `version`, and `sums` holds the digests of `num_files`; or the refusals."""

    version: str
    refusals: tuple[Refusal, ...]
    sums: str = ""
    num_files: int = 0

    def as_json(self) -> dict[str, JsonValue]:
        """The release as machines read it."""
        return {"version": self.version, "sums": self.sums, "num_files": self.num_files}


def make_release(root: Path, version: str = VERSION) -> Release:
    """Write reports/SHA256SUMS of the project at `root` unless something stands in the way; the file of an earlier release goes then.

    Errors: those of `read_trust` and `local_peer`.
    """
    reports = reports_folder(root, "reduced")
    path = reports / SUMS
    if found := refusals(_candidate(root, reports, version)):
        path.unlink(missing_ok=True)
        return Release(version, found)
    digests = {name: file_digest(root, (reports / name).relative_to(root).as_posix()) or "" for name in released_files()}
    temporary = path.with_name(f".{SUMS}")
    temporary.write_text(sums_text(digests), "utf-8")
    os.replace(temporary, path)
    return Release(version, (), path.relative_to(root).as_posix(), len(digests))


def _candidate(root: Path, reports: Path, version: str) -> Candidate:
    listed = read_trust(root / FILE_NAME)
    trusted = with_local(listed, local_peer())
    checked = {one.artifact: one for one in verify_reports(reports, root, trusted)} if reports.is_dir() else {}
    table, changes = checked.get(DEFINITION), git_changes(root)
    signers = {one.signer for name, one in checked.items() if name in released_files() and one.signer in trusted}
    return Candidate(
        version=version,
        changelog=(read_regular(root / CHANGELOG, MAX_ARTIFACT_BYTES) or b"").decode("utf-8", "replace"),
        table=_table(table.content) if table else None,
        findings={name: one.findings for name, one in checked.items()},
        unlisted=sorted(peer for peer in signers if peer is not None and peer not in listed),
        uncommitted=None if changes is None else [name for name in changes if name not in LEFT_BY_RUNS],
    )


def _table(content: bytes | None) -> DefinitionRecord | None:
    try:
        return DefinitionRecord.model_validate_json(content or b"")
    except ValidationError:
        return None
