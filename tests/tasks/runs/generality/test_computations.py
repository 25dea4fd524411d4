"""A reference's figures are differences and savings; a process that fails says why."""

import pytest

from tasks.computing.processes import ComputingProcesses
from tasks.errors import ComputationFailedError
from tasks.runs.generality.computations import RunPublic, reference_figures, run_public
from tests.tasks.runs.generality.nine_tasks import seed_run, simulated


def test_a_reference_is_held_against_one_client_and_full_updates() -> None:
    methods = {"centralized": simulated(0.97, 1), "fedavg_fp32": simulated(0.95, 1000), "fedavg_int8": simulated(0.94, 250)}
    figures = reference_figures(methods)
    assert figures.metrics["int8_accuracy_drop"] == pytest.approx(0.03)
    assert figures.metrics["int8_comm_savings_percent"] == pytest.approx(75.0)
    assert (figures.score, figures.runtime_sec) == (0.94, 1.5)
    assert set(figures.counts) == {"fedavg_fp32_uplink_bytes", "fedavg_int8_uplink_bytes"}


def test_the_overall_score_is_the_mean_of_the_tasks() -> None:
    run = seed_run()
    assert run.overall_score == pytest.approx(sum(task.score for task in run.tasks.values()) / 9)


def test_a_process_that_lacks_its_data_says_so() -> None:
    asked = RunPublic.model_construct(heads={}, call_nearness=float("inf"))
    with ComputingProcesses() as processes, pytest.raises(ComputationFailedError, match=r"tasks\.runs\.generality\.public failed"):
        run_public(processes, asked)
