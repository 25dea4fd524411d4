"""`python -m flows.cohort [--rehearsal] [--cohort ID]`: what waits in quarantine is taken in, and what the cohort comes to is written."""

from flows.local_api.environment import enter_project_environment

if __name__ == "__main__":
    enter_project_environment()

import argparse

from prefect import State, flow, get_run_logger
from prefect.runtime import deployment, flow_run
from prefect.settings import PREFECT_HOME
from prefect.states import Completed

from flows.entry import leave, run_flow
from flows.service.runs import recorded_run
from tasks.cohort.run import (
    CohortRun,
    cohort_intake,
    gather_records,
    intake_headline,
    receive_bundles,
    recheck_bundle,
    settle_bundle,
    show_cohort,
    show_intake,
    verify_bundle,
    version_bundles,
    write_14_day_report,
    write_cohort_metrics,
    write_manifest,
    write_pilot_status,
    write_provenance,
)
from tasks.project.files import PROJECT_ROOT


def cohort_run_name() -> str:
    """`cohort-1a2b3c4d`."""
    return f"cohort-{str(flow_run.id)[:8]}"


@flow(name="cohort", flow_run_name=cohort_run_name)
def cohort(takes_rehearsals: bool = False, cohort_id: str | None = None) -> State[None]:
    """Which bundles of strangers can be believed, and what does their cohort come to?"""
    with recorded_run(PREFECT_HOME.value(), str(flow_run.id), is_deployed=deployment.id is not None):
        with cohort_intake(PROJECT_ROOT, takes_rehearsals=takes_rehearsals, cohort_id=cohort_id) as run:
            take_in(run)
        conclude(run)
    return Completed(message=intake_headline(run.found))


def take_in(run: CohortRun) -> None:
    """Every bundle by itself: verified, looked at once more, then kept or refused, wholly."""
    for name in receive_bundles(run):
        verified = verify_bundle(run, name)
        rechecked = recheck_bundle(run, verified)
        settle_bundle(run, rechecked)
    for line in run.lines or ["[cohort] nothing waited"]:
        print(line, flush=True)
        get_run_logger().info("%s", line)


def conclude(run: CohortRun) -> None:
    """The cohort's records, from everything that was ever taken; none while nothing was. They do not wait for DVC, their provenance does."""
    show_intake(run)
    records = gather_records(run)
    if records.cohort_id is None:
        return
    write_manifest(records)
    write_cohort_metrics(records)
    write_pilot_status(records)
    write_14_day_report(records)
    version_bundles(run.root, run.folder)
    write_provenance(records)
    show_cohort(records)


def main() -> int:
    """Exit code 0 where everything that waited was settled, whatever came of it."""
    parser = argparse.ArgumentParser(prog="python -m flows.cohort", description="Take bundles in, and write what the cohort comes to.")
    parser.add_argument("--rehearsal", action="store_true", help="take the bundles of a rehearsal as well")
    parser.add_argument("--cohort", help="which cohort's reports; that of the newest invitation that was used by default")
    given = parser.parse_args()
    return run_flow(lambda _profile: lambda _run_id: cohort(given.rehearsal, given.cohort), "cohort", None)


if __name__ == "__main__":
    leave(main())
