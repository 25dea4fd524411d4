"""The utility fairness artifact has a scenario for each deadline, each a whole report."""

import pytest

from gates.artifacts.calibration import Calibration
from gates.artifacts.utility import UtilityFairnessMetrics
from gates.judges import JUDGEMENTS
from learning.heterogeneity.variation import Churn
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.runs.deadlines.utility_fairness import UtilityFairnessRun
from tests.gates.calibration_sample import calibration
from tests.tasks.runs.deadlines.contested import fill

PARAMS = load_project(PROJECT_ROOT)
COSTS = Calibration.model_validate(calibration())


def run_of(**changes: object) -> UtilityFairnessRun:
    first = COSTS.models[0]
    fitting = {"layer_sizes": first.model.layer_sizes, "batch_size": first.batch_size, "sparse_codec": "int8"}
    run = UtilityFairnessRun.begun(PARAMS.utility_fairness.reduced.model_copy(update=fitting | changes), COSTS)
    fill(run)
    return run


def failures(run: UtilityFairnessRun) -> tuple[str, ...]:
    return JUDGEMENTS["utility_fairness"].judge(run.outcome().artifact, PARAMS.limits.utility_fairness).failures


def test_a_whole_run_is_a_whole_artifact_that_passes() -> None:
    run = run_of()
    metrics = UtilityFairnessMetrics.model_validate(run.outcome().artifact)
    assert failures(run) == ()
    assert len(metrics.scenarios) == 3 and metrics.runs_per_scenario == len(run.params.seeds)
    assert {scenario.churn_rate for scenario in metrics.scenarios} == {0.25}
    assert metrics.scenarios[1].quality_drop_vs_centralized.int8_accuracy_drop == pytest.approx(0.03)


def test_every_scenario_has_its_own_deadline_and_the_same_churn() -> None:
    run = run_of()
    asked = run.simulations(0)
    assert {one.deadline.quantile for name, one in asked.items() if name.startswith("fedavg_int8")} == {0.4, 0.5, 0.6}
    assert {one.churn.rate for name, one in asked.items() if name != "centralized"} == {0.25}


def test_too_little_churn_fails() -> None:
    assert any("churn_rate" in one for one in failures(run_of(churn=Churn(rate=0.05))))


def test_a_run_that_failed_at_once_reports_what_it_knows() -> None:
    run = run_of()
    run.simulated = {}
    outcome = run.outcome()
    assert (outcome.artifact["scenarios"], len(outcome.frame)) == ([], 0)
    assert next(iter(outcome.figures.values())).startswith(b"\x89PNG")
