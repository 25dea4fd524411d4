"""A cohort's intake as Prefect runs it: every bundle step by step, then what the cohort comes to, written, versioned and shown."""

from collections import Counter
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from prefect import task
from prefect.artifacts import create_link_artifact, create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.tasks import TaskRunNameCallbackWithParameters

from gates.cohort.ledger import Intake
from gates.status import printable
from tasks.cohort import reports
from tasks.cohort.intake import Reception, Seen, receiving
from tasks.cohort.recheck import Rechecker
from tasks.cohort.report_text import report_headline, report_markdown, status_headline, status_markdown
from tasks.cohort.reports import BOARD, CohortRecords, read_records
from tasks.cohort.store import CohortFolder
from tasks.cohort.versions import version_accepted
from tasks.errors import RehearsalClockError
from tasks.project.clock import is_virtual, moment_now
from tasks.reports.store import page_link
from tasks.status.text import cell

LOCK_RETRIES, LOCK_DELAY_S = 5, 20.0
"""Another process may have DVC's lock for as long as a gate of a sweep takes."""
HEAD, TAIL = 20, 21
"""How much of a long file name is shown: with the stamp at its end it fits a phone, which cuts off what has no space in it."""
OUTCOMES = {
    "passed": "taken and passed",
    "failed": "taken and failed",
    "refused": "refused",
    "known": "known already",
    "waiting": "put off",
}
"""What came of a bundle, in the order in which they are counted."""


@dataclass(slots=True)
class CohortRun:
    """One run of the intake as it goes: whose cohort, by which clock, what waits, and what came of each so far."""

    root: Path
    folder: CohortFolder
    cohort_id: str | None
    reception: Reception
    now: Callable[[], datetime]
    found: list[Seen] = field(default_factory=list[Seen])

    @property
    def has_records(self) -> bool:
        """Whether anything was ever taken: else there is neither status nor board."""
        return bool(self.reception.ledger.taken)

    @property
    def lines(self) -> list[str]:
        """What came of each, a line each."""
        return [f"[cohort] {shown(seen.name)}: {seen.state}{_why(seen)}" for seen in self.found]


@contextmanager
def cohort_intake(root: Path, *, takes_rehearsals: bool, cohort_id: str | None) -> Generator[CohortRun]:
    """The one intake of this project's cohort, for the length of the block; one that takes rehearsals goes by their clock where one is given.

    Errors: CohortDamagedError (tasks.cohort.damaged), ParameterInvalidError (core.parameters.invalid), those of `moment_now`.
    """
    folder = CohortFolder.at(root / "data" / "cohort")
    now = partial(moment_now, is_rehearsal=takes_rehearsals)
    recheck = Rechecker.of(root, folder, now=now)
    now()  # a moment that cannot be used shows before anything is moved
    intake = Intake(takes_rehearsals=takes_rehearsals, only_rehearsals=is_virtual())
    with receiving(folder, intake, now=now, recheck=recheck) as reception:
        if is_virtual() and not all(receipt.rehearsal for receipts in reception.ledger.taken.values() for receipt in receipts):
            raise RehearsalClockError("the cohort has taken bundles of real work, which go by the real clock")
        yield CohortRun(root, folder, cohort_id, reception, now)


class NamedByBundle(TaskRunNameCallbackWithParameters):
    """How the runs of a step are named: `verify-node-1_daily_20260131T110000Z`."""

    def __init__(self, step: str) -> None:
        self._step = step

    def __call__(self, parameters: dict[str, Any]) -> str:
        """The name for a run with these parameters: the file's name, or what was seen of it."""
        file = parameters["name"] if "name" in parameters else parameters["seen"].name
        return f"{self._step}-{shown(file.removesuffix('.tgz'))}"


@task(cache_policy=NO_CACHE, persist_result=False)
def receive_bundles(run: CohortRun) -> list[str]:
    """The names of the files that wait in quarantine, in the order of arrival."""
    return run.folder.waiting()


@task(cache_policy=NO_CACHE, persist_result=False, task_run_name=NamedByBundle("verify"))
def verify_bundle(run: CohortRun, name: str) -> Seen:
    """Signature, hashes, schema, sizes, freshness, evidence, and that the figures follow from the artifacts, see `check_bundle`."""
    return run.reception.verify(name)


@task(cache_policy=NO_CACHE, persist_result=False, task_run_name=NamedByBundle("recheck"))
def recheck_bundle(run: CohortRun, seen: Seen) -> Seen:
    """The verdicts once more, and for some one gate run again, see `Rechecker`."""
    return run.reception.recheck(seen)


@task(cache_policy=NO_CACHE, persist_result=False, task_run_name=NamedByBundle("settle"))
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
    return read_records(run.root, run.folder, now=run.now(), cohort_id=run.cohort_id)


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
def show_intake(run: CohortRun) -> None:
    """What came of each bundle as an artifact of the run, whatever becomes of the records."""
    text = intake_markdown(run.found, has_records=run.has_records)
    create_markdown_artifact(text, key="cohort-intake", description=intake_headline(run.found))


@task(cache_policy=NO_CACHE, persist_result=False)
def show_cohort(records: CohortRecords) -> None:
    """The Prefect artifacts of what the cohort comes to: the status, the report, the board."""
    status, report, board = records.status, records.report, page_link("reduced", BOARD)
    create_markdown_artifact(status_markdown(status), key="cohort-status", description=f"Pilot status: {status_headline(status)}")
    create_markdown_artifact(report_markdown(report), key="cohort-report", description=f"14-day report: {report_headline(report)}")
    create_link_artifact(board, "The cohort's board", key="cohort-board", description=f"The page for everybody, {board}")


def intake_headline(found: Sequence[Seen]) -> str:
    """How many bundles there were, and what came of them."""
    counts = Counter(seen.state for seen in found)
    told = ", ".join(f"{counts[state]} {what}" for state, what in OUTCOMES.items() if counts[state])
    return f"{len(found)} {'bundle' if len(found) == 1 else 'bundles'}: {told}" if found else "nothing waited"


def intake_markdown(found: Sequence[Seen], *, has_records: bool) -> str:
    """What came of each bundle and where the rest stands; a list, as the cells of Prefect's tables do not wrap."""
    rows = [f"- **{seen.state}** {cell(shown(seen.name))}{cell(_node(seen))}{cell(_why(seen, ': '))}" for seen in found]
    links = (
        f"[The board]({page_link('reduced', BOARD)}), [the pilot's status](/artifacts/key/cohort-status), "
        "[its 14-day report](/artifacts/key/cohort-report)"
    )
    rest = links if has_records else "Nothing was ever taken: there is neither a status nor a board yet."
    return "\n".join([*rows, *([""] if rows else []), rest])


def shown(name: str) -> str:
    """A name of a stranger's choice, printable and no longer than a page can show."""
    found = printable(name)
    return found if len(found) <= HEAD + TAIL + 1 else f"{found[:HEAD]}…{found[-TAIL:]}"


def _node(seen: Seen) -> str:
    return f", bundle {seen.receipt.sequence} of {seen.receipt.node_id}" if seen.receipt else ""


def _why(seen: Seen, before: str = ", ") -> str:
    if seen.error:
        return f"{before}{printable(seen.error.message)} [{seen.error.code}]"
    return f"{before}{seen.receipt.failure_reason}" if seen.receipt and seen.receipt.failure_reason else ""
