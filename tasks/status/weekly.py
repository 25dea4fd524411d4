"""The weekly report: written from the artifacts as they are, with a bundle of them and a manifest that names every digest."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from core.units import format_utc
from gates.artifacts.provenance import SCHEMA_VERSION, GitPlace, ProvenanceFile, ProvenanceManifest
from gates.artifacts.reading import MAX_ARTIFACT_BYTES
from gates.statement import Sources
from tasks.evidence.account import Account, account_record
from tasks.evidence.local_identity import local_key
from tasks.evidence.provenance import describe_machine, git_branch, git_commit
from tasks.project.files import read_regular
from tasks.reports.archive import archive_bytes
from tasks.reports.store import Publication, publish, reports_folder
from tasks.status.assessment import Assessment
from tasks.status.weekly_text import BUNDLE, MANIFEST, REPORT, weekly_markdown

REPO = "p2p-agents"
OWN = "weekly_"
"""What the names of the report's own files begin with."""
VIEWS = (".html", ".jsonl")
"""What pages and their history end with."""


def publish_weekly(root: Path, found: Assessment, run_id: str) -> Path:
    """Write the report, its bundle and the signed manifest; returns the report's path.

    The evidence names no source: a report is of its day, and what runs later makes it no less true.
    Errors: those of `local_key`.
    """
    reports = reports_folder(root, found.profile)
    place = GitPlace(commit=git_commit(root) or "unknown", branch=git_branch(root) or "unknown")
    text = weekly_markdown(found, place, describe_machine().id).encode()
    files = {name: content for name in _names(reports) if (content := read_regular(reports / name, MAX_ARTIFACT_BYTES)) is not None}
    bundle = archive_bytes({**files, REPORT: text})
    now = found.status.generated_utc
    listed = [listed_file(root, reports / name, content, modified_utc(reports / name)) for name, content in files.items()]
    listed += [listed_file(root, reports / name, content, now) for name, content in ((BUNDLE, bundle), (REPORT, text))]
    manifest = ProvenanceManifest(
        schema_version=SCHEMA_VERSION,
        generated_utc=now,
        label="weekly",
        repo=REPO,
        git=place,
        artifact_count=len(listed),
        artifacts=tuple(sorted(listed, key=lambda one: one.path)),
    )
    publication = Publication(MANIFEST, (manifest.model_dump_json(indent=2) + "\n").encode(), {REPORT: text, BUNDLE: bundle})
    run = account_record(root, "weekly", Account(run_id, found.profile, now, timings_s={}))
    return publish(reports, publication, run, Sources(inputs=(), code=(), params=()), local_key()).with_name(REPORT)


def _names(reports: Path) -> list[str]:
    """The files of the folder itself, but for those of an earlier report and for the views of them, which change with every look."""
    entries = reports.iterdir() if reports.is_dir() else ()
    return sorted(entry.name for entry in entries if not entry.name.startswith((".", OWN)) and entry.suffix not in VIEWS)


def listed_file(root: Path, path: Path, content: bytes, modified: str) -> ProvenanceFile:
    """A file of the project as a provenance manifest names it."""
    return ProvenanceFile(
        path=path.relative_to(root).as_posix(), sha256=sha256(content).hexdigest(), size_bytes=len(content), modified_utc=modified
    )


def modified_utc(path: Path) -> str:
    """When a file was changed last."""
    return format_utc(datetime.fromtimestamp(path.stat().st_mtime, UTC))
