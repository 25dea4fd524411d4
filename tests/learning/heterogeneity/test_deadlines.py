"""The gain of a cheaper update under a deadline is one of bytes: it holds at every quantile, vanishes without them, turns with them."""

from dataclasses import replace
from math import inf

import pytest

from learning.errors import CodecUnknownError
from learning.fairness.contribution import ContributionFairness, contribution_fairness, count_contributions
from learning.heterogeneity.deadlines import Contest, Costs
from learning.heterogeneity.devices import fleet_named
from learning.heterogeneity.variation import Churn, Variation
from learning.plan import TrainingPlan, parse_plan

FLEET = fleet_named(["phone"] * 3 + ["minimum"] * 6 + ["laptop", "desktop", "server"])
COSTS = Costs(5e-5, {"fp32": 135_096, "int8": 34_474})
SWAPPED = Costs(5e-5, {"fp32": 34_474, "int8": 135_096})
STEPS = (10, 24, 18, 12, 30, 16, 22, 14, 20, 26, 28, 8)
VARIATION = Variation(capacity_jitter=0.2, bandwidth_jitter=0.2, dropout_rate=0.05)
CHURN = pytest.mark.parametrize("churn", [Churn(), Churn(rate=0.25)], ids=["all there", "churn"])


def plan_of(codec: str, seed: int) -> TrainingPlan:
    raw = {
        "model": {"kind": "mlp", "layer_sizes": [6, 3]}, "local": {"epochs": 1, "batch_size": 8, "learning_rate": 0.1},
        "codec": codec, "strategy": {"name": "fedavg"}, "num_rounds": 30, "num_clients": 12, "clients_per_round": 12,
        "min_clients": 1, "seed": seed,
    }  # fmt: skip
    return parse_plan(raw)


def fairness(contest: Contest, codec: str, churn: Churn, seed: int) -> ContributionFairness:
    rounds = contest.rounds(plan_of(codec, seed), VARIATION, churn)
    counts = count_contributions(12, [one.asked for one in rounds], [one.included for one in rounds])
    return contribution_fairness(counts, [device.capacity for device in contest.fleet])


def gains(contest: Contest, churn: Churn, seed: int = 0) -> tuple[float, float, float]:
    """Of int8 over fp32 in Jain's index, the gap, and the contributed clients a round."""
    fp32, int8 = (fairness(contest, codec, churn, seed) for codec in ("fp32", "int8"))
    return (
        int8.contribution_jain_index - fp32.contribution_jain_index,
        fp32.contribution_rate_gap - int8.contribution_rate_gap,
        int8.contributed_clients_per_round_mean - fp32.contributed_clients_per_round_mean,
    )


@CHURN
@pytest.mark.parametrize("quantile", [0.4, 0.5, 0.6])
def test_the_gain_holds_at_every_quantile_of_the_deadline(quantile: float, churn: Churn) -> None:
    for seed in range(3):
        jain, gap, clients = gains(Contest(FLEET, STEPS, COSTS, quantile), churn, seed)
        assert jain >= 0.05 and gap >= 0.05 and clients >= 0.5


@CHURN
@pytest.mark.parametrize("quantile", [0.4, 0.5, 0.6])
def test_the_gain_vanishes_at_infinite_bandwidth(quantile: float, churn: Churn) -> None:
    boundless = [replace(device, download_bytes_per_s=inf, upload_bytes_per_s=inf) for device in FLEET]
    assert gains(Contest(boundless, STEPS, COSTS, quantile), churn) == (0.0, 0.0, 0.0)


@CHURN
@pytest.mark.parametrize("quantile", [0.4, 0.5, 0.6])
def test_the_gain_changes_its_sign_when_the_codecs_are_swapped(quantile: float, churn: Churn) -> None:
    """Also though the deadline is then that of the small updates, which the large ones alone miss."""
    assert all(gain < 0 for gain in gains(Contest(FLEET, STEPS, SWAPPED, quantile), churn))


def test_the_deadline_is_a_quantile_of_the_fp32_times_whatever_the_codec_costs() -> None:
    whole, cheap = (Contest(FLEET, STEPS, costs, 0.5).deadline_s for costs in (COSTS, Costs(5e-5, {**COSTS.update_bytes, "int8": 1})))
    assert whole == cheap
    assert Contest(FLEET, STEPS, COSTS, 0.4).deadline_s < whole < Contest(FLEET, STEPS, COSTS, 0.6).deadline_s


def test_equal_costs_give_equal_rounds_and_slower_steps_other_ones() -> None:
    contest = Contest(FLEET, STEPS, COSTS, 0.5)
    assert contest.rounds(plan_of("int8", 1), VARIATION, Churn(rate=0.25)) == contest.rounds(
        plan_of("int8", 1), VARIATION, Churn(rate=0.25)
    )
    slow = replace(contest, costs=Costs(5e-2, COSTS.update_bytes))
    assert slow.deadline_s > contest.deadline_s


def test_a_codec_that_was_not_calibrated_is_refused() -> None:
    with pytest.raises(CodecUnknownError):
        Contest(FLEET, STEPS, COSTS, 0.5).rounds(plan_of("sign", 0), VARIATION, Churn())
