import pytest

from gates.verdicts.judge import Judge
from gates.verdicts.runs import fairness_gains, judge_agents, judge_seeds, judge_trial, quality_drop, saving_percent
from tests.gates.mutations import put, sample, without


def judged(check, artifact: dict, **options: object) -> dict[str, str]:
    judge = Judge("gate", artifact)
    check(judge, **options)
    return {row.metric: row.reason for row in judge.rows if not row.ok}


@pytest.mark.parametrize(
    ("path", "value", "metric"), [("config.seeds", [0, 1, 2, 3, 3], "config.seeds"), ("runs", 4, "runs"), ("config.seeds", [0], "runs")]
)
def test_seeds_are_different_and_as_many_as_the_runs(path, value, metric):
    assert judged(judge_seeds, sample("baseline"), minimum=None) == {}
    assert metric in judged(judge_seeds, put(sample("baseline"), path, value), minimum=None)


def test_one_lucky_seed_is_not_enough():
    lucky = put(put(sample("baseline"), "config.seeds", [0]), "runs", 1)
    assert list(judged(judge_seeds, lucky, minimum=5)) == ["runs"]


def test_savings_and_drops_follow_from_the_methods():
    judge = Judge("gate", sample("baseline"))
    assert saving_percent(judge, "fedavg_int8") == 75.0
    assert quality_drop(judge, "fedavg_int8") == pytest.approx(0.005)
    assert saving_percent(judge, "unknown") is None
    assert saving_percent(Judge("gate", put(sample("baseline"), "methods.fedavg_fp32.uplink_mean_bytes", 0)), "fedavg_int8") is None


def test_a_gain_is_positive_where_int8_is_fairer():
    gains = fairness_gains(Judge("gate", sample("fairness")))
    assert min(gains.jain, gains.gap, gains.slowest_fastest, gains.contributed_clients) > 0
    lacking = without(sample("fairness"), "methods.fedavg_int8.fairness.contribution_rate_gap_mean")
    assert fairness_gains(Judge("gate", lacking)).gap is None


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("agents.fedavg_int8.twin_weights_sha256", "b" * 64),
        ("agents.fedavg_int8", "bits"),
        ("agents.seed", "0"),
        ("agents", {"seed": 0}),
        ("peers", ["12D3KooWa"]),
        ("transport", "memory"),
    ],
)
def test_a_run_over_agents_is_whole_and_ends_in_its_twins_bits(path, value):
    for is_required in (True, False):
        assert judged(judge_agents, sample("baseline"), is_required=is_required) == {}
        assert judged(judge_agents, put(sample("baseline"), path, value), is_required=is_required) != {}


def unforeseen() -> dict:
    """The fairness artifact of a trial in which 8 contributions were foreseen and 9 seen: 5% of all clients in all rounds, a sixth of int8's."""
    artifact = put(sample("fairness"), "trial.methods.fedavg_int8.observed", [[0, 1, 4], [0, 1, 4]])
    artifact["trial"] |= {"participation_difference": 0.05, "contribution_difference": 1 / 6}
    return artifact


def test_one_contribution_in_six_that_was_not_foreseen_is_more_than_a_tenth():
    assert judged(judge_trial, sample("fairness"), limit=0.1) == {}
    assert list(judged(judge_trial, unforeseen(), limit=0.1)) == ["trial.contribution_difference"]
    assert judged(judge_trial, unforeseen(), limit=0.2) == {}


def test_a_stated_difference_follows_from_who_contributed():
    for path in ("trial.participation_difference", "trial.contribution_difference"):
        assert path in judged(judge_trial, put(unforeseen(), path, 0.0), limit=0.1)


def test_a_trial_of_before_without_the_difference_of_contributions_passes_where_nothing_limits_it():
    before = without(sample("fairness"), "trial.contribution_difference")
    assert judged(judge_trial, before, limit=None) == {}
    assert list(judged(judge_trial, before, limit=0.1)) == ["trial.contribution_difference"]
