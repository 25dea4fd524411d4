"""`python -m flows.sweep [--targets GATE …] [--again GATE …] [--profile P]`: the unit tests, every gate that has to run, the status, the readiness."""

from flows.local_api.environment import enter_project_environment

if __name__ == "__main__":
    enter_project_environment()

import argparse
import sys

from prefect import flow
from prefect.runtime import deployment, flow_run
from prefect.settings import PREFECT_HOME

from flows.entry import leave, run_flow
from flows.service.runs import recorded_run
from flows.status import Question, status_gate
from gates.catalogue import PROFILES, Profile
from gates.goals import STRICT
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.sweep.run import assess_track, begin_sweep, conclude_sweep, reproduce_stages, run_unit_tests


def sweep_name() -> str:
    """`sweep-full-1a2b3c4d` or `sweep-smoke-1a2b3c4d`: what is asked, and which run of it."""
    asked = flow_run.parameters
    return "-".join(["sweep", *(asked.get("targets") or [asked.get("profile") or "every-gate"]), str(flow_run.id)[:8]])


@flow(name="sweep", flow_run_name=sweep_name)
def sweep(targets: list[str] | None = None, profile: Profile | None = None, again: list[str] | None = None) -> None:
    """Does every gate pass, or each of `targets` and what it builds on, and how much of the main track is done?"""
    with recorded_run(PREFECT_HOME.value(), str(flow_run.id), is_deployed=deployment.id is not None):
        params = load_project(PROJECT_ROOT)
        run = begin_sweep(PROJECT_ROOT, profile or params.profile, tuple(targets or ()), tuple(again or ()))
        if run.is_whole:
            with run.step("unit_tests") as step:
                step.detail = run_unit_tests(PROJECT_ROOT)
        reproduce_stages(run)
        assess_track(run, lambda: status_gate(run.run_id, run.profile, params.limits, Question(STRICT, fail_on_incomplete=False)))
        conclude_sweep(run, params.limits)


def main() -> int:
    """Exit code 0 where every step passed, 1 where one failed, 130 when interrupted."""
    parser = argparse.ArgumentParser(prog="python -m flows.sweep", description="Run every gate that has to run, then the status.")
    parser.add_argument("--targets", nargs="+", metavar="GATE", help="these and what they build on, without the unit tests")
    parser.add_argument("--again", nargs="+", metavar="GATE", help="run these also where nothing has changed")
    parser.add_argument("--profile", choices=PROFILES, help="reduced or full; the one that params.yaml names by default")
    given = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)  # pyright: ignore[reportAttributeAccessIssue]
    return run_flow(lambda profile: lambda _run_id: sweep(given.targets, profile, given.again), "sweep", given.profile)


if __name__ == "__main__":
    leave(main())
