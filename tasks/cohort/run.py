"""A cohort's intake as Prefect runs it: every bundle step by step, then what the cohort comes to, written, versioned and shown."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from prefect import task
from prefect.artifacts import create_link_artifact, create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from gates.cohort.ledger import Intake
from gates.status import printable
from tasks.cohort import reports
from tasks.cohort.intake import Reception, Seen, receiving
from tasks.cohort.recheck import Rechecker
from tasks.cohort.report_text import report_markdown, status_markdown
from tasks.cohort.reports import BOARD, CohortRecords, read_records
from tasks.cohort.store import CohortFolder
from tasks.cohort.versions import version_accepted
from tasks.cohort.volunteer import moment_now
from tasks.reports.store import page_link
from tasks.status.text import cell

LOCK_RETRIES, LOCK_DELAY_S = 5, 20.0
"""Another process may have DVC's lock for as long as a gate of a sweep takes."""


@dataclass(slots=True)
class CohortRun:
    """One run of the intake as it goes: whose cohort, what waits, and what came of each so far."""

    root: Path
    folder: CohortFolder
    cohort_id: str | None
    reception: Reception
    found: list[Seen] = field(default_factory=list[Seen])

    @property
    def lines(self) -> list[str]:
        """What came of each, a line each."""
        return [f"[cohort] {printable(seen.name)}: {seen.state}{_why(seen)}" for seen in self.found]


@contextmanager
def cohort_intake(root: Path, *, takes_rehearsals: bool, cohort_id: str | None) -> Generator[CohortRun]:
    """The one intake of this project's cohort, for the length of the block.

    Errors: CohortDamagedError (tasks.cohort.damaged), ParameterInvalidError (core.parameters.invalid).
    """
    folder = CohortFolder.at(root / "data" / "cohort")
    recheck = Rechecker.of(root, folder)
    with receiving(folder, Intake(takes_rehearsals=takes_rehearsals), now=moment_now, recheck=recheck) as reception:
        yield CohortRun(root, folder, cohort_id, reception)


@task(cache_policy=NO_CACHE, persist_result=False)
def receive_bundles(run: CohortRun) -> list[str]:
    """The names of the files that wait in quarantine, in the order of arrival."""
    return run.folder.waiting()


@task(cache_policy=NO_CACHE, persist_result=False)
def verify_bundle(run: CohortRun, name: str) -> Seen:
    """Signature, hashes, schema, sizes, freshness, evidence, and that the figures follow from the artifacts, see `check_bundle`."""
    return run.reception.verify(name)


@task(cache_policy=NO_CACHE, persist_result=False)
def recheck_bundle(run: CohortRun, seen: Seen) -> Seen:
    """The verdicts once more, and for some one gate run again, see `Rechecker`."""
    return run.reception.recheck(seen)


@task(cache_policy=NO_CACHE, persist_result=False)
def settle_bundle(run: CohortRun, seen: Seen) -> Seen:
    """Keep it with its receipt, or refuse it with its reason, in one step."""
    run.found.append(settled := run.reception.settle(seen))
    return settled


@task(cache_policy=NO_CACHE, persist_result=False, retries=LOCK_RETRIES, retry_delay_seconds=LOCK_DELAY_S)
def version_bundles(root: Path, folder: CohortFolder) -> str:
    """The hash under which DVC has what was accepted, see `version_accepted`.

    Errors: CohortUnversionedError (tasks.cohort.unversioned).
    """
    return version_accepted(root, folder)


@task(cache_policy=NO_CACHE, persist_result=False)
def gather_records(run: CohortRun) -> CohortRecords:
    """What the cohort came to, see `read_records`."""
    return read_records(run.root, run.folder, now=moment_now(), cohort_id=run.cohort_id)


@task(cache_policy=NO_CACHE, persist_result=False)
def write_manifest(records: CohortRecords) -> Path:
    """The list of nodes."""
    return reports.write_manifest(records)


@task(cache_policy=NO_CACHE, persist_result=False)
def write_cohort_metrics(records: CohortRecords) -> tuple[Path, ...]:
    """The cohort's figures."""
    return reports.write_metrics(records)


@task(cache_policy=NO_CACHE, persist_result=False)
def write_pilot_status(records: CohortRecords) -> Path:
    """The status and the public board."""
    return reports.write_status(records)


@task(cache_policy=NO_CACHE, persist_result=False)
def write_14_day_report(records: CohortRecords) -> Path:
    """The report over the pilot's days."""
    return reports.write_report(records)


@task(cache_policy=NO_CACHE, persist_result=False)
def write_provenance(records: CohortRecords) -> Path:
    """Which files all of it is."""
    return reports.write_provenance(records)


@task(cache_policy=NO_CACHE, persist_result=False)
def show_cohort(run: CohortRun, records: CohortRecords) -> None:
    """The Prefect artifacts of the run: what came of each bundle, the status, the report, the board."""
    create_markdown_artifact(intake_markdown(run.found), key="cohort-intake", description="What came of each bundle")
    create_markdown_artifact(status_markdown(records.status), key="cohort-status", description="Pilot status")
    create_markdown_artifact(report_markdown(records.report), key="cohort-report", description="14-day report")
    create_link_artifact(page_link("reduced", BOARD), "The cohort's board", key="cohort-board", description="Public board")


def intake_markdown(found: list[Seen]) -> str:
    """What came of each bundle as a table."""
    rows = [f"| {seen.state} | {cell(printable(seen.name))} | {cell(_node(seen))} | {cell(_why(seen).lstrip(', '))} |" for seen in found]
    return "\n".join(["| | file | node | reason |", "|---|---|---|---|", *rows]) if rows else "Nothing waited."


def _node(seen: Seen) -> str:
    return f"{seen.receipt.node_id} {seen.receipt.sequence}" if seen.receipt else ""


def _why(seen: Seen) -> str:
    if seen.error:
        return f", {printable(seen.error.message)} [{seen.error.code}]"
    return f", {seen.receipt.failure_reason}" if seen.receipt and seen.receipt.failure_reason else ""
