"""A reference's figures are differences and savings; a process that fails says why."""

import pytest

from tasks.computing.processes import ComputingProcesses
from tasks.errors import ComputationFailedError
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.runs.generality.computations import RunPublic, num_updates, reference_figures, run_public
from tasks.runs.generality.references import references
from tests.tasks.runs.generality.nine_tasks import seed_run, simulated

PROJECT = load_project(PROJECT_ROOT)


def test_a_reference_is_held_against_one_client_and_full_updates() -> None:
    asked = references(PROJECT.baseline.reduced, PROJECT.adapter.reduced, PROJECT.data.texts, 0)["distributed_reference"].simulations(None)
    rounds, clients = asked["fedavg_int8"].plan.num_rounds, asked["fedavg_int8"].plan.num_clients
    methods = {
        "centralized": simulated(0.97, 1),
        "fedavg_fp32": simulated(0.5, 1000 * clients),
        "fedavg_int8": simulated(0.94, 250 * clients * rounds),
    }
    figures = reference_figures(asked, methods)
    assert figures.metrics["int8_accuracy_drop"] == pytest.approx(0.03)
    assert figures.metrics["int8_comm_savings_percent"] == pytest.approx(75.0)
    assert (figures.score, figures.runtime_sec, figures.counts) == (0.94, 1.5, {"fp32_update_bytes": 1000, "int8_update_bytes": 250})


def test_a_client_that_was_left_out_saves_nothing() -> None:
    asked = references(PROJECT.baseline.reduced, PROJECT.adapter.reduced, PROJECT.data.texts, 0)["distributed_reference"]
    rounds = asked.over_agents.num_rounds
    assert num_updates(asked.simulations(((0, 3),) * rounds)["fedavg_int8"]) == 2 * rounds


def test_the_overall_score_is_the_mean_of_the_tasks() -> None:
    run = seed_run()
    assert run.overall_score == pytest.approx(sum(task.score for task in run.tasks.values()) / 9)


def test_a_process_that_lacks_its_data_says_so() -> None:
    asked = RunPublic.model_construct(heads={}, call_nearness=float("inf"), max_false_alarms=0.04)
    with ComputingProcesses() as processes, pytest.raises(ComputationFailedError, match=r"tasks\.runs\.generality\.public failed"):
        run_public(processes, asked)
