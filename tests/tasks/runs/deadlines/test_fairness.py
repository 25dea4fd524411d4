"""The fairness artifact follows from what was simulated, and from nothing else."""

import pytest

from gates.artifacts.baseline import FairnessMetrics
from gates.artifacts.calibration import Calibration
from gates.errors import CalibrationMissingError
from gates.judges import JUDGEMENTS
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.runs.deadlines.fairness import FairnessRun
from tests.gates.calibration_sample import calibration
from tests.tasks.runs.deadlines.contested import fill

PARAMS = load_project(PROJECT_ROOT)
COSTS = Calibration.model_validate(calibration())


def run_of(**changes: object) -> FairnessRun:
    params = PARAMS.fairness.reduced.model_copy(update=changes)
    layers = COSTS.models[0].model.layer_sizes
    return FairnessRun.begun(params.model_copy(update={"layer_sizes": layers, "batch_size": COSTS.models[0].batch_size}), COSTS)


def failures(run: FairnessRun) -> tuple[str, ...]:
    return JUDGEMENTS["fairness"].judge(run.outcome().artifact, PARAMS.limits.fairness).failures


def test_a_whole_run_is_a_whole_artifact_that_passes() -> None:
    run = run_of()
    fill(run)
    artifact = run.outcome().artifact
    metrics = FairnessMetrics.model_validate(artifact)
    assert failures(run) == ()
    assert metrics.fair_strategy == "afl_int8" and metrics.methods.centralized.uplink_mean_bytes == 0
    assert metrics.methods.fedavg_fp32.fairness.contribution_jain_index_mean == pytest.approx(0.5)
    assert metrics.methods.fedavg_int8.fairness.contributed_clients_per_round_mean_mean == pytest.approx(0.9 * 12)
    first, *_, last = metrics.methods.fedavg_fp32.fairness_clients
    assert (first.contribution_rate_mean, last.contribution_rate_mean, last.uplink_share_mean) == (0.0, 1.0, pytest.approx(1 / 6))
    assert metrics.config.round_deadline == pytest.approx(0.401) and metrics.config.client_capacities is not None


def test_with_the_codecs_swapped_the_verdict_fails() -> None:
    run = run_of()
    fill(run, is_swapped=True)
    assert any(one.startswith("int8_jain_improvement") for one in failures(run))


def test_a_seed_that_is_missing_leaves_no_methods_and_fails() -> None:
    run = run_of()
    fill(run)
    del run.simulated[4, "fedavg_int8@0.5"]
    assert "methods" not in run.outcome().artifact
    assert failures(run) != ()


def test_the_order_in_which_the_seeds_ended_changes_nothing() -> None:
    first, second = run_of(), run_of()
    fill(first)
    fill(second)
    second.simulated = dict(reversed(second.simulated.items()))
    assert first.outcome().artifact == second.outcome().artifact


def test_the_fair_strategy_differs_from_averaging_in_nothing_else() -> None:
    run = run_of()
    fair, plain = (run.simulation(method, 1, 0.5) for method in ("afl_int8", "fedavg_int8"))
    assert fair.model_copy(update={"plan": plain.plan}) == plain
    assert fair.plan.model_copy(update={"strategy": plain.plan.strategy}) == plain.plan
    assert run.simulation("centralized", 1, 0.5).plan.num_clients == 1


def test_a_model_that_was_not_calibrated_is_refused() -> None:
    with pytest.raises(CalibrationMissingError):
        FairnessRun.begun(PARAMS.fairness.reduced.model_copy(update={"batch_size": 7}), COSTS)
