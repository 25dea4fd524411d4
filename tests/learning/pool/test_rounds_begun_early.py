"""A pool begins the next round before the last one is told: workers that are late, stopped or dead by then, and a training that is."""

import os
import signal
import time
from typing import ClassVar

import numpy as np
import pytest

from learning.errors import PoolWorkerLostError
from learning.examples import Examples
from learning.pool.crew import Pool
from learning.simulation import first_state, run_rounds, simulate
from tests.learning.pool.waiting import is_same, wait_for

STATEFUL = "topk2b-3pct"


class SignalledPool(Pool):
    """Its second worker is sent the signal that is named for a round, before that is begun."""

    signals: ClassVar[dict[int, signal.Signals]] = {}

    def expect(self, round_index, clients, state):
        if number := self.signals.get(round_index):
            os.kill(self.process_ids[1], number)
        super().expect(round_index, clients, state)


def test_worker_without_a_client_adds_nothing_however_late_it_begins_the_round(make_plan, shards, environment, monkeypatch):
    plan, participation = make_plan(), [(0, 3), (2,)]
    monkeypatch.setattr(SignalledPool, "signals", {1: signal.SIGSTOP})
    with SignalledPool(plan, shards, 2, environment) as pool:
        pooled = run_rounds(plan, pool, first_state(plan), participation, lambda _: None)
    assert is_same(pooled, simulate(plan, shards, participation))


def test_worker_that_comes_late_takes_part_in_the_rounds_that_follow(make_plan, shards, environment, monkeypatch):
    """Stopped while the other trains two rounds alone, it finds nothing of the round that it was asked for, and something of a later one."""
    plan, participation = make_plan(num_rounds=40, codec=STATEFUL), [(0,), (2,), (0,), *[(0, 1, 2, 3)] * 37]
    monkeypatch.setattr(SignalledPool, "signals", {1: signal.SIGSTOP, 3: signal.SIGCONT})
    with SignalledPool(plan, shards, 2, environment) as pool:
        pooled = run_rounds(plan, pool, first_state(plan), participation, lambda _: None)
    assert is_same(pooled, simulate(plan, shards, participation))


def test_the_next_round_has_begun_when_one_is_told(make_plan, shards, environment):
    plan = make_plan(num_rounds=3)
    with Pool(plan, shards, 2, environment) as pool:

        def wait_for_the_next(state):
            last = len(state.rounds) == plan.num_rounds
            wait_for(lambda: range(pool.num_done), 0 if last else plan.clients_per_round)

        pooled = run_rounds(plan, pool, first_state(plan), None, wait_for_the_next)
    assert is_same(pooled, simulate(plan, shards))


def test_a_pool_whose_training_was_stopped_when_a_round_was_told_ends_another_in_the_same_bits(make_plan, environment):
    """A worker may be in the middle of the next round's client, whose debt it writes into a round of the other training."""
    random = np.random.default_rng(0)
    shards = [Examples(random.random((size, 6), dtype=np.float32), random.integers(0, 3, size)) for size in (5, 17, 8, 3000)]
    plan = make_plan(codec="sign", local={"epochs": 20, "batch_size": 8, "learning_rate": 0.1}, num_rounds=2000, min_clients=1)

    def stop(_):
        time.sleep(0.05)
        raise InterruptedError

    with Pool(plan, shards, 2, environment) as pool:
        with pytest.raises(InterruptedError):
            run_rounds(plan, pool, first_state(plan), [(2,), *[(3,)] * 1999], stop)
        pooled = run_rounds(plan, pool, first_state(plan), [(2,)] * 2000, lambda _: None)
    assert is_same(pooled, simulate(plan, shards, [(2,)] * 2000))


def test_a_round_is_told_though_the_workers_died_when_it_was_over(make_plan, shards, environment):
    class Dying(Pool):
        def train(self, aggregator, round_index, clients, state):
            trained = super().train(aggregator, round_index, clients, state)
            if round_index == 2:
                for worker in self._workers:
                    worker.process.kill()
                    worker.process.wait()
            return trained

    plan, told = make_plan(num_rounds=4), []
    with Dying(plan, shards, 2, environment) as pool, pytest.raises(PoolWorkerLostError):
        run_rounds(plan, pool, first_state(plan), None, lambda state: told.append(len(state.rounds)))
    assert told == [1, 2, 3]
