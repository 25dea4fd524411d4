"""`python -m flows.calibration`: what a local step and an update of each model cost on this machine."""

from flows.local_api.environment import enter_project_environment

if __name__ == "__main__":
    enter_project_environment()

from prefect import flow

from flows.entry import leave, run_gate
from gates.catalogue import CALIBRATION, Profile
from gates.params.calibration import CalibrationParameters
from gates.params.limits.calibration import CalibrationLimits
from gates.verdicts.calibration import CALIBRATION_JUDGEMENT
from gates.verdicts.verdict import Verdict
from tasks.gate.conclusion import conclude_gate
from tasks.gate.run import begin_gate
from tasks.runs.calibration.run import Costs, calibration_outcome, detail, measure_costs


@flow(name="calibration", flow_run_name="calibration-{run_id}")
def calibration_gate(run_id: str, profile: Profile, params: CalibrationParameters, limits: CalibrationLimits) -> Verdict:
    """How many seconds is a local step, and how many bytes an update, of the models that the gates train?"""
    run = begin_gate(CALIBRATION, profile, run_id)
    costs: tuple[Costs, ...] = ()
    with run.failures_recorded(), run.step("measure") as step:
        costs = measure_costs(params, params.of(profile).models)
        step.detail = detail(costs)
    return conclude_gate(run, lambda: calibration_outcome(params, costs, profile), CALIBRATION_JUDGEMENT, limits)


if __name__ == "__main__":
    leave(run_gate(calibration_gate, CALIBRATION, CalibrationParameters, CALIBRATION_JUDGEMENT))
