"""`python -m flows.fairness`: under a deadline, cheap updates let slow clients contribute, and a fair strategy serves the worst ones better."""

from flows.local_api.environment import enter_project_environment

if __name__ == "__main__":
    enter_project_environment()

from prefect import flow

from flows.entry import leave, run_gate
from gates.catalogue import FAIRNESS, Profile
from gates.params.deadlines import FairnessParameters
from gates.params.limits.fairness import FairnessLimits
from gates.params.profiles import ByProfile
from gates.verdicts.fairness import FAIRNESS_JUDGEMENT
from gates.verdicts.verdict import Verdict
from tasks.gate.conclusion import conclude_gate
from tasks.gate.run import begin_gate
from tasks.project.files import PROJECT_ROOT
from tasks.runs.calibration.reading import read_calibration
from tasks.runs.deadlines.fairness import FairnessRun
from tasks.runs.deadlines.steps import hold_trial, simulate_contest


@flow(name="fairness", flow_run_name="fairness-{run_id}")
def fairness_gate(run_id: str, profile: Profile, params: ByProfile[FairnessParameters], limits: FairnessLimits) -> Verdict:
    """Do cheap updates let slow clients contribute nearly as much as fast ones, and are the worst clients served better?"""
    gate = begin_gate(FAIRNESS, profile, run_id)
    run = FairnessRun.begun(params.of(profile), read_calibration(PROJECT_ROOT, profile))
    with gate.failures_recorded():
        hold_trial(gate, run.trial)
        simulate_contest(gate, run)
    return conclude_gate(gate, run.outcome, FAIRNESS_JUDGEMENT, limits)


if __name__ == "__main__":
    leave(run_gate(fairness_gate, FAIRNESS, ByProfile[FairnessParameters], FAIRNESS_JUDGEMENT))
