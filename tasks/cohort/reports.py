"""Writing what a cohort came to: manifest, metrics, pilot status and 14-day report, signed like every artifact."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel

from core.units import format_utc
from gates.artifacts.encoding import artifact_bytes
from gates.catalogue import Gate
from gates.cohort.cohort_records import cohort_manifest, cohort_metrics, metrics_path
from gates.cohort.ledger import Ledger
from gates.cohort.pilot_report import pilot_report
from gates.cohort.pilot_status import PilotStatus, pilot_status
from tasks.cohort.report_text import report_markdown, status_markdown
from tasks.cohort.store import CohortFolder
from tasks.errors import CohortEntryError
from tasks.evidence.account import Account, publish_account
from tasks.evidence.provenance import git_commit
from tasks.project.locks import locked
from tasks.reports.store import Publication, reports_folder
from tasks.status.weekly import REPO

UNKNOWN_COMMIT = "0" * 40


def read_status(folder: CohortFolder, *, now: datetime) -> PilotStatus:
    """The pilot's status as of now; nothing is written.

    Errors: CohortDamagedError (tasks.cohort.damaged).
    """
    with locked(folder.root):
        return pilot_status(folder.ledger().latest, folder.refusals(), now=now)


def write_reports(root: Path, folder: CohortFolder, *, now: datetime) -> tuple[Path, ...]:
    """Write and sign the four files, with the metrics of each node beside the manifest; returns the paths of the four.

    Errors: CohortEntryError (tasks.cohort.entry) where no bundle was taken yet, CohortDamagedError (tasks.cohort.damaged), those of
    `local_key`.
    """
    with locked(folder.root):
        ledger, refused = folder.ledger(), folder.refusals()
    latest = ledger.latest
    if not latest:
        raise CohortEntryError("no bundle was taken yet: `p2p-agent cohort accept` takes what waits")
    reports = reports_folder(root, "reduced")
    for receipt in latest:
        _write(reports / metrics_path(receipt), artifact_bytes(receipt.metrics.model_dump(mode="json")))
    status, report = pilot_status(latest, refused, now=now), pilot_report(ledger.taken, now=now)
    provenance = {"repo": REPO, "commit": git_commit(root) or UNKNOWN_COMMIT}
    return (
        _publish(root, "cohort_manifest.json", cohort_manifest(latest, _cohort_id(ledger), now=now), {}, now),
        _publish(root, "pilot_cohort_metrics.json", cohort_metrics(latest, provenance), {}, now),
        _publish(root, "pilot_status.json", status, {"pilot_status.md": status_markdown(status)}, now),
        _publish(root, "pilot_14_day_report.json", report, {"pilot_14_day_report.md": report_markdown(report)}, now),
    )


def _publish(root: Path, name: str, artifact: BaseModel, twins: Mapping[str, str], now: datetime) -> Path:
    gate = Gate(name.removesuffix(".json"), name, (), inputs={"reduced": ()}, params=("limits.cohort_manifest",), entry=__name__)
    content = artifact_bytes(artifact.model_dump(mode="json"))
    publication = Publication(name, content, {twin: text.encode() for twin, text in twins.items()})
    return publish_account(root, gate, publication, Account(uuid.uuid4().hex[:12], "reduced", format_utc(now), timings_s={}))


def _cohort_id(ledger: Ledger) -> str:
    """The cohort of the invitation that was used last."""
    newest = max(ledger.latest, key=lambda receipt: receipt.accepted_utc)
    return ledger.invitations[newest.invitation_id].cohort_id


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
