"""The step `simulate` runs every training of a contest in processes of its own."""

from prefect import flow

from gates.catalogue import FAIRNESS
from gates.statement import Sources
from tasks.data.digits import write_digits
from tasks.gate.run import GateRun
from tasks.gate.steps import StepLog
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.runs.deadlines.fairness import FairnessRun
from tasks.runs.deadlines.steps import simulate_contest
from tests.tasks.runs.deadlines.test_fairness import run_of


@flow(name="tests-contest", validate_parameters=False)
def simulate(gate: GateRun, run: FairnessRun) -> None:
    simulate_contest(gate, run)


def test_every_training_has_ended_after_the_step(prefect_api: str) -> None:
    write_digits(PROJECT_ROOT, load_project(PROJECT_ROOT).data.digits)
    run = run_of(seeds=(0,), num_rounds=1)
    gate = GateRun(FAIRNESS, "reduced", "run-1", Sources(inputs=(), code=(), params=()), StepLog("fairness", lambda: 0.0, lambda _: None))
    simulate(gate, run)
    assert run.is_complete
    assert gate.log.steps[0].detail == "4 trainings at 1 seeds, 12 clients"
