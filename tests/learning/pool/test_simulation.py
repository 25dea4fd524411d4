"""A pool ends in the bits of one process, from wherever it goes on, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import psutil
import pytest

from learning.errors import CheckpointInvalidError, DataMalformedError, PoolWorkerLostError, RunCancelledError, UpdateNotFiniteError
from learning.examples import Examples
from learning.loops.switch import load_loops, unload_loops
from learning.partitions.virtual import Population, VirtualShards
from learning.pool.crew import Pool
from learning.pool.simulation import simulate_pooled
from learning.server import RoundAggregator
from learning.simulation import first_state, run_rounds, simulate
from tests.learning.pool.waiting import is_same, wait_for

STATEFUL = "topk2b-3pct"
HAS_DEV_SHM = Path("/dev/shm").is_dir()


def children():
    return [process for process in psutil.Process().children() if "learning.pool.worker" in " ".join(process.cmdline())]


def shared_files():
    return set(os.listdir("/dev/shm")) if HAS_DEV_SHM else set()


@pytest.mark.parametrize("num_workers", [1, 2, 3])
@pytest.mark.parametrize("codec", ["int8", STATEFUL])
def test_any_number_of_workers_ends_in_the_bits_of_one_process(make_plan, shards, environment, num_workers, codec):
    plan = make_plan(codec=codec)
    told = []
    pooled = simulate_pooled(plan, shards, on_round=lambda entry, _: told.append(entry), num_workers=num_workers, environment=environment)
    assert is_same(pooled, simulate(plan, shards))
    assert tuple(told) == pooled.rounds


@pytest.mark.parametrize("num_workers", [1, 2])
def test_clients_prepared_by_many_workers_end_in_the_bits_of_one_process(wide_plan, wide_shards, environment, num_workers):
    plan = wide_plan(num_rounds=3)
    assert is_same(simulate_pooled(plan, wide_shards, num_workers=num_workers, environment=environment), simulate(plan, wide_shards))


def test_a_pool_computes_by_loops_where_its_process_does_and_ends_in_the_same_bits(wide_plan, wide_shards, environment):
    pytest.importorskip("numba")
    plan = wide_plan(num_rounds=3)
    alone = simulate(plan, wide_shards)
    load_loops()
    try:
        with Pool(plan, wide_shards, 2, environment) as pool:
            pooled = run_rounds(plan, pool, first_state(plan), None, lambda _: None)
            maps = [Path(f"/proc/{process}/maps") for process in pool.process_ids if HAS_DEV_SHM]
            # One that comes late has perhaps not begun.
            wait_for(lambda: [one for one in maps if "llvmlite" in one.read_text()], len(maps))
    finally:
        unload_loops()
    assert is_same(pooled, alone)


@pytest.mark.timeout(60)
def test_what_clients_owe_may_be_more_than_a_pipe_holds(make_plan, shards, environment):
    """It lies in shared memory: 280 kB a client, more than either side could send while the other does."""
    plan = make_plan(model={"kind": "mlp", "layer_sizes": [6, 7000, 3]}, codec="sign", num_rounds=3)
    assert is_same(simulate_pooled(plan, shards, num_workers=1, environment=environment), simulate(plan, shards))


@pytest.mark.parametrize("strategy", ["fedadam", "qffl", "afl"])
def test_every_strategy_ends_in_the_bits_of_one_process_and_resumes(make_plan, shards, environment, strategy):
    plan, checkpoints = make_plan(strategy={"name": strategy}), []
    whole = simulate_pooled(plan, shards, num_workers=2, environment=environment, on_checkpoint=checkpoints.append)
    assert is_same(whole, simulate(plan, shards))
    assert is_same(simulate_pooled(plan, shards, num_workers=1, environment=environment, checkpoint=checkpoints[0]), whole)


def test_recorded_participation_is_replayed(make_plan, shards, environment):
    participation = [(0, 3), (2,)]
    pooled = simulate_pooled(make_plan(), shards, participation, num_workers=2, environment=environment)
    assert is_same(pooled, simulate(make_plan(), shards, participation))


def test_clients_that_are_drawn_when_asked_for_train_alike(make_plan, shards, environment):
    population = VirtualShards(shards[3], Population(num_clients=1_000_000, least_size=3, most_size=9, alpha=0.5, seed=1))
    plan = make_plan(num_clients=1_000_000, clients_per_round=40)
    assert is_same(simulate_pooled(plan, population, num_workers=2, environment=environment), simulate(plan, population))


@pytest.mark.parametrize("codec", ["int8", STATEFUL])
def test_every_checkpoint_leads_to_the_same_end(make_plan, shards, environment, codec):
    plan = make_plan(codec=codec, num_rounds=3)
    checkpoints: list[bytes] = []
    whole = simulate_pooled(plan, shards, num_workers=2, environment=environment, on_checkpoint=checkpoints.append)
    assert len(checkpoints) == 3
    for data in checkpoints:
        assert is_same(simulate_pooled(plan, shards, num_workers=1, environment=environment, checkpoint=data), whole)


def test_checkpoint_of_another_plan_is_refused(make_plan, shards, environment):
    checkpoints: list[bytes] = []
    simulate_pooled(make_plan(num_rounds=1), shards, num_workers=1, environment=environment, on_checkpoint=checkpoints.append)
    with pytest.raises(CheckpointInvalidError):
        simulate_pooled(make_plan(seed=8), shards, num_workers=1, environment=environment, checkpoint=checkpoints[0])


def test_progress_rises_to_all_clients_in_every_round(make_plan, shards, environment):
    told: list[tuple[int, int]] = []
    simulate_pooled(make_plan(), shards, num_workers=2, environment=environment, on_progress=lambda *counts: told.append(counts))
    first_end = told.index((4, 4)) + 1
    for one in (told[:first_end], told[first_end:]):
        done = [num_done for num_done, _ in one]
        assert done == sorted(set(done)) and done[0] >= 1 and one[-1] == (4, 4)


def test_cancelled_training_leaves_no_process_and_no_memory(make_plan, shards, environment):
    before, done = shared_files(), []
    with pytest.raises(RunCancelledError):
        simulate_pooled(
            make_plan(num_rounds=1000), shards, num_workers=2, environment=environment,
            on_progress=lambda *counts: done.append(counts), is_cancelled=lambda: len(done) > 5,
        )  # fmt: skip
    assert children() == [] and shared_files() == before


def test_cancelled_training_goes_on_to_the_same_end(make_plan, shards, environment):
    plan, checkpoints = make_plan(num_rounds=4), []
    with pytest.raises(RunCancelledError):
        simulate_pooled(
            plan,
            shards,
            num_workers=2,
            environment=environment,
            on_checkpoint=checkpoints.append,
            is_cancelled=lambda: len(checkpoints) == 2,
        )
    assert len(checkpoints) == 2
    resumed = simulate_pooled(plan, shards, num_workers=2, environment=environment, checkpoint=checkpoints[-1])
    assert is_same(resumed, simulate(plan, shards))


def test_error_of_a_client_ends_the_training_with_its_code(make_plan, shards, environment):
    shards[2] = Examples(np.full((8, 6), 1e30, dtype=np.float32), np.zeros(8, dtype=np.int64))
    with pytest.raises(UpdateNotFiniteError):
        simulate_pooled(make_plan(), shards, num_workers=2, environment=environment)
    assert children() == []


def test_wrong_number_of_shards_is_refused_before_anything_starts(make_plan, shards, environment):
    with pytest.raises(DataMalformedError):
        simulate_pooled(make_plan(), shards[:3], num_workers=1, environment=environment)


def test_killed_worker_is_told_and_the_checkpoint_leads_to_the_same_end(make_plan, shards, environment):
    plan, checkpoints = make_plan(num_rounds=60), []

    def kill_one(data: bytes) -> None:
        checkpoints.append(data)
        if len(checkpoints) == 3:
            worker = children()[0]
            worker.kill()  # until it is gone, the other may do all rounds
            wait_for(lambda: [worker] if worker.status() == psutil.STATUS_ZOMBIE else [], 1)

    with pytest.raises(PoolWorkerLostError) as caught:
        simulate_pooled(plan, shards, num_workers=2, environment=environment, on_checkpoint=kill_one)
    assert caught.value.context["exit_status"] == -signal.SIGKILL and children() == []
    resumed = simulate_pooled(plan, shards, num_workers=2, environment=environment, checkpoint=checkpoints[-1])
    assert is_same(resumed, simulate(plan, shards))


def test_pool_can_train_one_round_after_another(make_plan, shards, environment):
    plan = make_plan()
    state = first_state(plan)
    with Pool(plan, shards, 2, environment) as pool:
        results = []
        for _ in range(2):
            aggregator = RoundAggregator(plan, state.weights_P)
            pool.train(aggregator, 0, (0, 1, 2, 3), state)
            results.append(aggregator.finish().tobytes())
        pids = pool.process_ids
    assert results[0] == results[1] and len(set(pids)) == 2 and not any(psutil.pid_exists(pid) for pid in pids)


ENDLESS = """
import os, sys
import numpy as np
from learning.examples import Examples
from learning.loops.switch import load_loops
from learning.plan import parse_plan
from learning.pool.simulation import simulate_pooled
if "loops" in sys.argv:
    load_loops()
plan = parse_plan({
    "model": {"kind": "mlp", "layer_sizes": [784, 256, 3]}, "local": {"epochs": 1000, "batch_size": 16, "learning_rate": 1e-6},
    "codec": "fp32", "strategy": {"name": "fedavg"}, "num_rounds": 100000, "num_clients": 2, "clients_per_round": 2, "min_clients": 1, "seed": 0,
})
shards = [Examples(np.random.default_rng(0).random((1500, 784), np.float32), np.zeros(1500, np.int64))] * 2
simulate_pooled(plan, shards, num_workers=2, environment=os.environ)
"""


@pytest.mark.parametrize(
    ("number", "computed_s", "by"), [(signal.SIGKILL, 0.5, []), (signal.SIGINT, 0.5, []), (signal.SIGKILL, 4, ["loops"])]
)
def test_workers_end_with_the_process_that_started_them_in_the_middle_of_a_client(environment, number, computed_s, by):
    """A client takes a quarter of a minute or more; with loops, nearly all of it is one call."""
    before = shared_files()
    root = Path(__file__).resolve().parents[3]
    parent = subprocess.Popen([sys.executable, "-c", ENDLESS, *by], env=environment, cwd=root, stderr=subprocess.DEVNULL)
    found = psutil.Process(parent.pid)
    try:
        workers = wait_for(lambda: [one for one in found.children() if one.cpu_times().user > computed_s], 2)
    finally:
        parent.send_signal(number)
    parent.wait(30)
    _, alive = psutil.wait_procs(workers, timeout=10)
    assert alive == [] and shared_files() == before
