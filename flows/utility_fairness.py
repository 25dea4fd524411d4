"""`python -m flows.utility_fairness`: the fairness gain for text intents, under every deadline and while clients come and go."""

from flows.local_api.environment import enter_project_environment

if __name__ == "__main__":
    enter_project_environment()

from prefect import flow

from flows.entry import leave, run_gate
from gates.catalogue import UTILITY_FAIRNESS, Profile
from gates.params.deadlines import UtilityFairnessParameters
from gates.params.limits.utility_fairness import UtilityFairnessLimits
from gates.params.profiles import ByProfile
from gates.verdicts.utility_fairness import UTILITY_FAIRNESS_JUDGEMENT
from gates.verdicts.verdict import Verdict
from tasks.gate.conclusion import conclude_gate
from tasks.gate.run import begin_gate
from tasks.project.files import PROJECT_ROOT
from tasks.runs.calibration.reading import read_calibration
from tasks.runs.deadlines.steps import hold_trial, simulate_contest
from tasks.runs.deadlines.utility_fairness import UtilityFairnessRun


@flow(name="utility_fairness", flow_run_name="utility_fairness-{run_id}")
def utility_fairness_gate(
    run_id: str, profile: Profile, params: ByProfile[UtilityFairnessParameters], limits: UtilityFairnessLimits
) -> Verdict:
    """Does the fairness gain hold for a text model, under every deadline and while clients come and go?"""
    gate = begin_gate(UTILITY_FAIRNESS, profile, run_id)
    run = UtilityFairnessRun.begun(params.of(profile), read_calibration(PROJECT_ROOT, profile))
    with gate.failures_recorded():
        hold_trial(gate, run.trial)
        simulate_contest(gate, run)
    return conclude_gate(gate, run.outcome, UTILITY_FAIRNESS_JUDGEMENT, limits)


if __name__ == "__main__":
    leave(run_gate(utility_fairness_gate, UTILITY_FAIRNESS, ByProfile[UtilityFairnessParameters], UTILITY_FAIRNESS_JUDGEMENT))
