"""What the virtual clock foresees of a trial follows from the throttles, and the artifact says how far it was right."""

from gates.judges import JUDGEMENTS
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.runs.deadlines.trial import METHODS, TrialRun
from tests.tasks.runs.deadlines.contested import fill, fill_trial
from tests.tasks.runs.deadlines.test_fairness import COSTS, run_of

PARAMS = load_project(PROJECT_ROOT)


def trial_of(**changes: object) -> TrialRun:
    trial = PARAMS.fairness.reduced.trial.model_copy(update=changes)
    model = COSTS.models[0].model_copy(update={"update_bytes": {"fp32": 135_096, "int8": 34_474}})
    return TrialRun(params=PARAMS.fairness.reduced.model_copy(update={"trial": trial}), cost=model)


def test_the_slow_line_is_late_with_fp32_alone_and_the_slow_processor_always() -> None:
    trial = trial_of()
    assert (trial.predicted("fedavg_fp32"), trial.predicted("fedavg_int8")) == (((0, 3), (0,)), ((0, 1, 4), (0, 1, 4)))


def test_a_line_without_a_limit_is_in_time_always_and_who_is_killed_or_has_not_joined_is_not_there() -> None:
    agents = list(PARAMS.fairness.reduced.trial.agents)
    agents[1] = agents[1].model_copy(update={"upload_bytes_per_s": 1e8})
    trial = trial_of(agents=tuple(agents))
    there = [client for method in METHODS for rounds in trial.predicted(method) for client in rounds]
    assert {client: there.count(client) for client in range(5)} == {0: 4, 1: 4, 2: 0, 3: 1, 4: 2}


def test_a_trial_as_foreseen_passes_and_another_one_fails() -> None:
    run = run_of()
    fill(run)
    assert run.outcome().artifact["trial"]["contribution_difference"] == 0.0  # pyright: ignore[reportIndexIssue, reportArgumentType, reportCallIssue, reportOptionalSubscript]
    fill_trial(run.trial, is_foreseen=False)
    failures = JUDGEMENTS["fairness"].judge(run.outcome().artifact, PARAMS.limits.fairness).failures
    assert any(one.startswith("trial.contribution_difference") for one in failures)
