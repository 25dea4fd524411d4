"""`python -m flows.weekly [--profile P]`: the weekly report, with a bundle of the artifacts and the manifest of their digests."""

from flows.local_api.environment import enter_project_environment

if __name__ == "__main__":
    enter_project_environment()

import argparse
import uuid

from prefect import flow
from prefect.runtime import deployment, flow_run
from prefect.settings import PREFECT_HOME

from flows.entry import leave, run_flow
from flows.service.runs import recorded_run
from gates.catalogue import PROFILES, Profile
from gates.goals import STRICT
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.status.run import assess_project, report_week


@flow(name="weekly")
def weekly(profile: Profile | None = None) -> None:
    """Where does the project stand this week, on which evidence, and what comes next?"""
    with recorded_run(PREFECT_HOME.value(), str(flow_run.id), is_deployed=deployment.id is not None):
        params = load_project(PROJECT_ROOT)
        found = assess_project(profile or params.profile, params.limits, STRICT)
        print(report_week(found, uuid.uuid4().hex[:12]).relative_to(PROJECT_ROOT))


def main() -> int:
    """Exit code 0 where the report is written, whatever it says."""
    parser = argparse.ArgumentParser(prog="python -m flows.weekly", description="Write the weekly report.")
    parser.add_argument("--profile", choices=PROFILES, help="reduced or full; the one that params.yaml names by default")
    return run_flow(lambda profile: lambda _run_id: weekly(profile), "weekly", parser.parse_args().profile)


if __name__ == "__main__":
    leave(main())
