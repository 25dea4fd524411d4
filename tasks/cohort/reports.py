"""Writing what a cohort came to: manifest, metrics, pilot status with its board, 14-day report with its days, and the provenance of them, all signed."""

import shutil
import uuid
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import BaseModel

from core.units import format_utc
from gates.artifacts.encoding import artifact_bytes
from gates.catalogue import Gate
from gates.cohort.cohort_records import cohort_manifest, cohort_metrics, metrics_path
from gates.cohort.ledger import Ledger
from gates.cohort.pilot_days import FOLDER, day_path, pilot_days
from gates.cohort.pilot_report import PilotReport, pilot_report
from gates.cohort.pilot_status import PilotClock, PilotStatus, pilot_status
from gates.cohort.refusals import Refusal, counted, refused_in
from gates.params.cohort import CohortParameters
from tasks.cohort.board import board_page
from tasks.cohort.provenance import publish_provenance
from tasks.cohort.report_text import report_markdown, status_markdown
from tasks.cohort.store import CohortFolder
from tasks.errors import CohortEntryError
from tasks.evidence.account import Account, publish_account
from tasks.evidence.provenance import git_commit
from tasks.project.locks import locked
from tasks.project.parameters import read_section
from tasks.reports.store import Publication, reports_folder
from tasks.status.weekly import REPO

UNKNOWN_COMMIT = "0" * 40
BOARD = "cohort_board.html"


@dataclass(frozen=True, slots=True)
class CohortRecords:
    """One cohort at one moment: what was taken in it, what was refused in it or in none, by which clock its nodes stand.

    It is no cohort where nothing was taken yet: then it is that of all that was refused.
    """

    root: Path
    cohort_id: str | None
    ledger: Ledger
    refusals: tuple[Refusal, ...]
    clock: PilotClock

    @property
    def status(self) -> PilotStatus:
        """How the cohort is."""
        nowhere = refused_in(self.refusals, None) if self.cohort_id else ()
        return pilot_status(self.ledger.taken, counted(self._refused), self.clock, refused_nowhere=counted(nowhere))

    @property
    def report(self) -> PilotReport:
        """What its days came to."""
        return pilot_report(self.ledger.taken, self.clock, self._refused)

    @property
    def _refused(self) -> tuple[Refusal, ...]:
        return refused_in(self.refusals, self.cohort_id) if self.cohort_id else self.refusals


def read_records(root: Path, folder: CohortFolder, *, now: datetime, cohort_id: str | None = None) -> CohortRecords:
    """What a cohort came to as of now, by default that of the newest invitation that was used; nothing is written.

    Errors: CohortDamagedError (tasks.cohort.damaged), CohortEntryError (tasks.cohort.entry) where nothing was taken in the cohort that
    is named, ParameterInvalidError (core.parameters.invalid).
    """
    params = read_section(root, "cohort", CohortParameters)
    with locked(folder.root):
        whole, refusals = folder.ledger(), folder.refusals()
    chosen = cohort_id or whole.last_cohort
    ledger = whole if chosen is None else whole.of_cohort(chosen)
    if cohort_id is not None and not ledger.taken:
        raise CohortEntryError("nothing was taken in a cohort of this name", cohort_id=ascii(cohort_id))
    return CohortRecords(root, chosen, ledger, refusals, PilotClock(now, timedelta(hours=params.silent_after_h), ledger.revoked))


def read_status(root: Path, folder: CohortFolder, *, now: datetime, cohort_id: str | None = None) -> PilotStatus:
    """The pilot's status as of now; nothing is written.

    Errors: those of `read_records`.
    """
    return read_records(root, folder, now=now, cohort_id=cohort_id).status


def write_reports(root: Path, folder: CohortFolder, *, now: datetime, cohort_id: str | None = None) -> tuple[Path, ...]:
    """Write and sign all of it, with the metrics of each node beside the manifest; returns the paths of the artifacts.

    Errors: CohortEntryError (tasks.cohort.entry) where no bundle was taken yet, those of `read_records` and `local_key`.
    """
    records = read_records(root, folder, now=now, cohort_id=cohort_id)
    return (
        write_manifest(records),
        *write_metrics(records),
        write_status(records),
        write_report(records),
        write_provenance(records),
    )


def write_manifest(records: CohortRecords) -> Path:
    """The list of nodes, and the metrics of each.

    Errors: CohortEntryError (tasks.cohort.entry), those of `local_key`.
    """
    latest, clock = records.ledger.latest, records.clock
    if not latest or records.cohort_id is None:
        raise CohortEntryError("no bundle was taken yet: `p2p-agent cohort accept` takes what waits")
    with _changed(records) as reports:
        for receipt in latest:
            _write(reports / metrics_path(receipt), artifact_bytes(receipt.metrics.model_dump(mode="json")))
    manifest = cohort_manifest(latest, records.cohort_id, now=clock.now, revoked=clock.revoked)
    return _publish(records, "cohort_manifest.json", manifest, {})


def write_metrics(records: CohortRecords) -> tuple[Path, ...]:
    """The figures of the nodes whose invitation stands, of which a silent one counts as down; nothing where there is no such node.

    Errors: those of `local_key`.
    """
    standing = [receipt for receipt in records.ledger.latest if receipt.node_id not in records.clock.revoked]
    if not standing:
        return ()
    silent = {receipt.node_id for receipt in standing if records.clock.standing(receipt) == "silent"}
    provenance = {"repo": REPO, "commit": git_commit(records.root) or UNKNOWN_COMMIT}
    return (_publish(records, "pilot_cohort_metrics.json", cohort_metrics(standing, provenance, silent), {}),)


def write_status(records: CohortRecords) -> Path:
    """How the cohort is, for machines, for people, and for everybody as a page.

    Errors: those of `local_key`.
    """
    status = records.status
    page = board_page(records.cohort_id or "", status, records.report)
    return _publish(records, "pilot_status.json", status, {"pilot_status.md": status_markdown(status), BOARD: page})


def write_report(records: CohortRecords) -> Path:
    """What the pilot's days came to, with a folder for each of them, `reports/pilot_days/day01` to `day14`.

    Errors: those of `local_key`.
    """
    report = records.report
    _write_days(records, report)
    return _publish(records, "pilot_14_day_report.json", report, {"pilot_14_day_report.md": report_markdown(report)})


def write_provenance(records: CohortRecords) -> Path:
    """Which files all of this is, in one bundle and by their digests.

    Errors: those of `local_key`.
    """
    nodes = [metrics_path(receipt) for receipt in records.ledger.latest]
    days = [day_path(day.day) for day in records.report.days]
    return publish_provenance(records.root, [*nodes, *days], now=records.clock.now)


def _write_days(records: CohortRecords, report: PilotReport) -> None:
    """The record of each day, and no folder of a day that another cohort had, or an earlier report."""
    days = {day_path(one.day.day): one for one in pilot_days(records.cohort_id or "", records.ledger.taken, report)}
    with _changed(records) as reports:
        for path in {*(reports / FOLDER).glob("day[0-9][0-9]")} - {(reports / name).parent for name in days}:
            shutil.rmtree(path)
        for name, record in days.items():
            _write(reports / name, artifact_bytes(record.model_dump(mode="json")))


@contextmanager
def _changed(records: CohortRecords) -> Generator[Path]:
    """The folder of the reports, locked as for a publication: of two that write at once, the last leaves its whole set."""
    reports = reports_folder(records.root, "reduced")
    reports.mkdir(parents=True, exist_ok=True)
    with locked(reports):
        yield reports


def _publish(records: CohortRecords, name: str, artifact: BaseModel, twins: Mapping[str, str]) -> Path:
    params = ("cohort", "limits.cohort_manifest")
    gate = Gate(name.removesuffix(".json"), name, (), inputs={"reduced": ()}, params=params, entry=__name__)
    content = artifact_bytes(artifact.model_dump(mode="json"))
    publication = Publication(name, content, {twin: text.encode() for twin, text in twins.items()})
    account = Account(uuid.uuid4().hex[:12], "reduced", format_utc(records.clock.now), timings_s={})
    return publish_account(records.root, gate, publication, account)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
