"""`python -m flows.status [--require-fairness] [--require-smoke-summary] [--fail-on-incomplete] [--profile P]`: status and readiness."""

from flows.local_api.environment import enter_project_environment

if __name__ == "__main__":
    enter_project_environment()

import argparse
from typing import NamedTuple

from prefect import flow

from flows.entry import FlowRun, leave, run_flow
from gates.catalogue import PROFILES, Profile, evidence_name
from gates.goals import Requirements
from gates.params.limits.limits import Limits
from gates.params.limits.readiness import ReadinessLimits
from tasks.errors import GateFailedError
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.status.assessment import Assessment
from tasks.status.run import assess_project, publish_pages, publish_status, show_status
from tasks.status.text import open_parts, status_lines

INCOMPLETE = "Main track incomplete."


class Question(NamedTuple):
    """What is asked: the parts that are required beyond those that always are, and whether an incomplete track fails the run."""

    requirements: Requirements
    fail_on_incomplete: bool


@flow(name="status", flow_run_name="status-{run_id}")
def status_gate(run_id: str, profile: Profile, limits: Limits, question: Question) -> Assessment:
    """How much of the main track is done, on whose word, and is the product ready?"""
    found = assess_project(profile, limits, question.requirements)
    status, _ = publish_status(found, run_id)
    publish_pages(found)
    show_status(found, run_id, status)
    print("\n".join(status_lines(found.status, found.readiness)))
    if question.fail_on_incomplete and not found.status.summary.all_done:
        print(INCOMPLETE)
        evidence = evidence_name(status.relative_to(PROJECT_ROOT).as_posix())
        raise GateFailedError(f"{INCOMPLETE} {'; '.join(open_parts(found.status))} (evidence: {evidence})", gate="status")
    return found


def main() -> int:
    """Exit code 1 where the track is incomplete and that was to fail; the flags of readiness replace ours one by one."""
    parser = argparse.ArgumentParser(prog="python -m flows.status", description="Status of the main track, and readiness.")
    parser.add_argument("--profile", choices=PROFILES, help="reduced or full; the one that params.yaml names by default")
    parser.add_argument("--require-fairness", action="store_true")
    parser.add_argument("--require-smoke-summary", action="store_true")
    parser.add_argument("--fail-on-incomplete", action="store_true")
    thresholds = [name for name in ReadinessLimits.model_fields if name != "require_fairness"]
    for name in thresholds:
        flag, text = f"--{name.replace('_', '-')}", "of readiness; ours in params.yaml by default"
        if name.startswith("require_"):
            parser.add_argument(flag, action=argparse.BooleanOptionalAction, help=text)
        else:
            parser.add_argument(flag, type=int, help=text)
    given = parser.parse_args()
    question = Question(Requirements(given.require_fairness, given.require_smoke_summary), given.fail_on_incomplete)
    changed = {name: getattr(given, name) for name in thresholds if getattr(given, name) is not None}

    def prepare(profile: Profile) -> FlowRun:
        limits = load_project(PROJECT_ROOT).limits
        asked = limits.model_copy(update={"readiness": limits.readiness.model_copy(update=changed)})
        return lambda run_id: status_gate(run_id, profile, asked, question)

    return run_flow(prepare, "status", given.profile)


if __name__ == "__main__":
    leave(main())
