"""What cheap updates gain under a deadline is a matter of bytes: on the fleets, the shares and the bytes of both gates, without a training."""

from dataclasses import replace
from functools import partial
from math import inf

import numpy as np
import pytest

from gates.artifacts.calibration import ModelCost
from gates.params.deadlines import DeadlineTraining
from learning.codecs.registry import codec_named
from learning.examples import Examples
from learning.fairness.contribution import contribution_fairness, count_contributions
from learning.heterogeneity.deadlines import Contest
from learning.partitions.dirichlet import partition_dirichlet
from learning.plan import ModelSpec
from learning.randomness import generator
from tasks.computing.contest import contest_of
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.runs.deadlines.contest import ContestRun
from tasks.runs.deadlines.fairness import FEDAVG
from tasks.runs.deadlines.trial import TrialRun
from tests.tasks.runs.deadlines.test_fairness import COSTS

PARAMS = load_project(PROJECT_ROOT)
EXAMPLES = {
    "digits": [142, 146, 142, 146, 145, 146, 145, 143, 139, 144],
    "mnist": [784, 908, 826, 808, 786, 714, 766, 822, 779, 807],
    "utterances_hashed": [48] * 16,
    "clinc150_hashed": [96] * 150,
}
"""Training examples by label; of CLINC150 it is the mean, since the near-duplicates are missed by some labels more than by others."""
STEP_S = {"digits": 5e-5, "mnist": 7e-5, "utterances_hashed": 4e-5, "clinc150_hashed": 4e-4}
"""Seconds of a local step as some calibration found them."""
QUANTILES = (0.4, 0.5, 0.6)
FP32, INT8 = FEDAVG
ALL = [(gate, profile) for gate in ("fairness", "utility_fairness") for profile in ("reduced", "full")]


def cost_of(params: DeadlineTraining) -> ModelCost:
    """The bytes as the codecs encode an update of the model."""
    sizes = {codec: update_bytes(params.model, codec) for codec in ("fp32", "int8")}
    step_sec = COSTS.models[0].step_sec.model_copy(update={"median": STEP_S[params.dataset]})
    return COSTS.models[0].model_copy(update={"model": params.model, "step_sec": step_sec, "update_bytes": sizes})


def update_bytes(model: ModelSpec, codec: str) -> int:
    update_P = np.random.default_rng(0).standard_normal(model.num_parameters, dtype=np.float32)
    return len(codec_named(codec).encode(update_P, partial(generator, 0, 0, 0, "codec"), None).payload)


def run_of(gate: str, profile: str, *, is_swapped: bool = False) -> ContestRun[DeadlineTraining]:
    params: DeadlineTraining = getattr(getattr(PARAMS, gate), profile)
    cost = cost_of(params)
    if is_swapped:
        cost = cost.model_copy(update={"update_bytes": {"fp32": cost.update_bytes["int8"], "int8": cost.update_bytes["fp32"]}})
    return ContestRun(params=params, cost=cost, methods=FEDAVG, trial=TrialRun(params=params, cost=cost))


def shards_of(run: ContestRun[DeadlineTraining], seed: int) -> list[Examples]:
    """Shares as large as the gate's own; what the examples are changes nothing of the time."""
    counts, params = EXAMPLES[run.params.dataset], run.params
    labels_N = np.repeat(np.arange(len(counts)), counts)
    random = generator(seed, 0, 0, "partition")
    parts = partition_dirichlet(labels_N, len(params.fleet), params.dirichlet_alpha, params.min_shard_size, random)
    return [Examples(np.zeros((len(part), 1), np.float32), labels_N[part]) for part in parts]


def gains(run: ContestRun[DeadlineTraining], seed: int, quantile: float, *, is_boundless: bool = False) -> list[float]:
    """Of int8 over fp32 in Jain's index, the contributed clients a round, the slowest client's share, and the gap."""
    shards, figures = shards_of(run, seed), []
    for method in (FP32, INT8):
        asked = run.simulation(method, seed, quantile)
        contest = contest_of(asked.plan, shards, asked.deadline)
        rounds = (boundless(contest) if is_boundless else contest).rounds(asked.plan, asked.variation, asked.churn)
        counts = count_contributions(len(shards), [one.asked for one in rounds], [one.included for one in rounds])
        found = contribution_fairness(counts, [device.capacity for device in contest.fleet])
        figures.append(
            np.array(
                [
                    found.contribution_jain_index,
                    found.contributed_clients_per_round_mean,
                    found.slowest_fastest_contribution_ratio,
                    -found.contribution_rate_gap,
                ]
            )
        )
    return (figures[1] - figures[0]).tolist()


def boundless(contest: Contest) -> Contest:
    return replace(contest, fleet=[replace(device, download_bytes_per_s=inf, upload_bytes_per_s=inf) for device in contest.fleet])


@pytest.mark.parametrize(("gate", "profile"), ALL)
def test_the_gain_holds_at_every_seed_and_quantile(gate: str, profile: str) -> None:
    run, limits = run_of(gate, profile), PARAMS.limits.utility_fairness
    for seed in run.params.seeds:
        for quantile in QUANTILES:
            jain, clients, slowest, gap = gains(run, seed, quantile)
            assert jain >= (limits.min_int8_jain_improvement or 0) > 0
            assert clients >= (limits.min_int8_contributed_clients_gain or 0) > 0
            assert gap >= (limits.min_int8_gap_improvement or 0) > 0
            assert slowest > 0


@pytest.mark.parametrize(("gate", "profile"), ALL)
def test_the_gain_vanishes_at_infinite_bandwidth(gate: str, profile: str) -> None:
    run = run_of(gate, profile)
    for quantile in QUANTILES:
        assert gains(run, run.params.seeds[0], quantile, is_boundless=True) == [0.0] * 4


@pytest.mark.parametrize(("gate", "profile"), ALL)
def test_the_gain_changes_its_sign_when_the_codecs_are_swapped(gate: str, profile: str) -> None:
    """That of the gap in the mean over the seeds, and there it may vanish: some client is late at every round with either codec."""
    run = run_of(gate, profile, is_swapped=True)
    for quantile in QUANTILES:
        by_seed = np.array([gains(run, seed, quantile) for seed in run.params.seeds])
        assert (by_seed[:, :3] < 0).all()
        assert by_seed[:, 3].mean() <= 0
