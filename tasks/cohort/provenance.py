"""The provenance of a cohort's reports: one bundle of them, and a signed manifest that names the digest of each and of what DVC has of the bundles."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from core.units import format_utc
from gates.artifacts.provenance import SCHEMA_VERSION, GitPlace, ProvenanceManifest
from gates.artifacts.reading import MAX_ARTIFACT_BYTES
from gates.catalogue import evidence_name
from gates.statement import Sources
from tasks.cohort.versions import VERSIONED
from tasks.evidence.account import Account, account_record
from tasks.evidence.local_identity import local_key
from tasks.evidence.provenance import git_branch, git_commit
from tasks.project.files import read_regular
from tasks.reports.archive import archive_bytes
from tasks.reports.store import Publication, publish, reports_folder
from tasks.status.weekly import REPO, listed_file, modified_utc

MANIFEST, BUNDLE = "pilot_provenance.json", "pilot_artifacts.tgz"
_SIGNED = ("cohort_manifest.json", "pilot_cohort_metrics.json", "pilot_status.json", "pilot_14_day_report.json")
_TWINS = ("pilot_status.md", "cohort_board.html", "pilot_14_day_report.md")


def publish_provenance(root: Path, others: Sequence[str], *, now: datetime) -> Path:
    """Write the bundle and the signed manifest over the reports and the `others` that are there, which have no evidence of their own; returns its path.

    The evidence names no source: it is of its moment, and what is taken in later makes it no less true.
    Errors: those of `local_key`.
    """
    reports, moment = reports_folder(root, "reduced"), format_utc(now)
    names = [*_SIGNED, *map(evidence_name, _SIGNED), *_TWINS, *others]
    files = {name: content for name in names if (content := read_regular(reports / name, MAX_ARTIFACT_BYTES)) is not None}
    bundle = archive_bytes(files)
    listed = [listed_file(root, reports / name, content, modified_utc(reports / name)) for name, content in files.items()]
    listed.append(listed_file(root, reports / BUNDLE, bundle, moment))
    if (versioned := read_regular(root / VERSIONED, MAX_ARTIFACT_BYTES)) is not None:
        listed.append(listed_file(root, root / VERSIONED, versioned, modified_utc(root / VERSIONED)))
    manifest = ProvenanceManifest(
        schema_version=SCHEMA_VERSION,
        generated_utc=moment,
        label="pilot",
        repo=REPO,
        git=GitPlace(commit=git_commit(root) or "unknown", branch=git_branch(root) or "unknown"),
        artifact_count=len(listed),
        artifacts=tuple(sorted(listed, key=lambda one: one.path)),
    )
    publication = Publication(MANIFEST, (manifest.model_dump_json(indent=2) + "\n").encode(), {BUNDLE: bundle})
    run = account_record(root, "pilot_provenance", Account(uuid.uuid4().hex[:12], "reduced", moment, timings_s={}))
    return publish(reports, publication, run, Sources(inputs=(), code=(), params=()), local_key())
