"""A contest asks for every method at every seed and deadline, the centralised training once."""

from tasks.runs.deadlines.contest import CENTRALIZED
from tests.tasks.runs.deadlines.contested import fill
from tests.tasks.runs.deadlines.test_fairness import run_of as fairness_run
from tests.tasks.runs.deadlines.test_utility_fairness import run_of as utility_run


def test_every_method_meets_every_deadline_and_the_centralised_training_none() -> None:
    assert list(fairness_run().labels) == [CENTRALIZED, "fedavg_fp32@0.5", "fedavg_int8@0.5", "afl_int8@0.5"]
    assert len(utility_run().labels) == 1 + 3 * 3
    alone = fairness_run().simulations(2)[CENTRALIZED]
    assert (alone.plan.num_clients, alone.variation.dropout_rate, alone.churn.rate, len(alone.deadline.devices)) == (1, 0.0, 0.0, 1)


def test_the_codecs_meet_the_same_deadline_chance_and_churn() -> None:
    fp32, int8 = (utility_run().simulation(method, 1, 0.4) for method in ("fedavg_fp32", "fedavg_int8"))
    assert fp32.model_copy(update={"plan": int8.plan}) == int8
    assert fp32.plan.model_copy(update={"codec": "int8"}) == int8.plan


def test_the_frame_holds_what_has_ended_in_the_order_of_seeds() -> None:
    run = fairness_run()
    fill(run)
    assert run.is_complete
    del run.simulated[0, CENTRALIZED]
    assert not run.is_complete
    seeds = list(run.frame("fairness")["seed"])
    assert seeds == sorted(seeds)
