"""A contest trains those whom the clock lets in, and tells each client's part in it."""

import numpy as np
import pytest

from learning.heterogeneity.variation import Churn, Variation
from learning.simulation import simulate
from tasks.computing.computations import Deadline, SimulateContest, Skew
from tasks.computing.contest import contest_of, train_included
from tasks.computing.worker import run_contest, share_examples
from tasks.data.digits import write_digits
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tests.tasks.computing.test_worker import short_plan

SKEW = Skew(dataset="digits", alpha=0.3, min_size=16)
DEADLINE = Deadline(
    devices=("phone", "minimum", "minimum", "server"), step_s=5e-5, update_bytes={"fp32": 135_000, "int8": 34_000}, quantile=0.5
)


@pytest.fixture(scope="module", autouse=True)
def digits() -> None:
    write_digits(PROJECT_ROOT, load_project(PROJECT_ROOT).data.digits)


def asked(codec: str) -> SimulateContest:
    return SimulateContest(skew=SKEW, plan=short_plan(codec=codec), deadline=DEADLINE, variation=Variation(), churn=Churn())


def test_the_slow_are_out_with_large_updates_and_in_with_small_ones() -> None:
    fp32, int8 = (run_contest(PROJECT_ROOT, asked(codec)) for codec in ("fp32", "int8"))
    assert [client.contributed_rounds for client in int8.clients] == [2, 2, 2, 2]
    assert fp32.clients[0].contributed_rounds == 0 and fp32.clients[3].contributed_rounds == 2
    assert (fp32.clients[0].update_l2, fp32.clients[0].uplink_bytes) == (0.0, 0)
    assert fp32.deadline_s == int8.deadline_s
    assert sum(client.uplink_bytes for client in int8.clients) == int8.simulated.uplink_bytes
    assert run_contest(PROJECT_ROOT, asked("int8")).simulated.weights_sha256 == int8.simulated.weights_sha256


def test_the_bits_are_those_of_the_replayed_simulation() -> None:
    plan = short_plan()
    shards, _ = share_examples(PROJECT_ROOT, SKEW, plan.seed, plan.num_clients)
    rounds = contest_of(plan, shards, DEADLINE).rounds(plan, Variation(dropout_rate=0.3), Churn())
    result, crew = train_included(plan, shards, rounds)
    replayed = simulate(plan, shards, [one.included for one in rounds])
    np.testing.assert_array_equal(result.weights_P, replayed.weights_P)
    assert sum(crew.uplink_bytes) == replayed.uplink_bytes
    assert all((crew.mean_length(client) > 0) == (size > 0) for client, size in enumerate(crew.uplink_bytes))
