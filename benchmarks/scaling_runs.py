"""The trainings of `benchmarks.scaling`, each in a process of its own: `python -m benchmarks.scaling_runs NAME NUMBER`."""

import json
import os
import sys
import time
from collections.abc import Sequence

from benchmarks.digits import cpu_flags, mnist
from benchmarks.engine_workload import make_plan, make_shards
from learning.environment import compute_environment
from learning.examples import Examples
from learning.partitions.virtual import Population, VirtualShards
from learning.plan import TrainingPlan
from learning.pool.crew import Pool
from learning.simulation import first_state, run_rounds, simulate

NUM_TRAINED = 10_000
"""Clients trained in all, at least, whatever a round has: each run touches all of the examples, and its memory is looked at many times."""
CLIENTS_AT_ONCE = 100
"""A round of the long workload: all of its clients, so that the workers seldom wait for each other."""


def main() -> None:
    """Run the training that is named and print what it took."""
    name, number = sys.argv[1], int(sys.argv[2])
    print("\n" + json.dumps({"round": _round, "pool": _pool, "alone": _alone}[name](number)))


def _round(clients_per_round: int) -> dict[str, float]:
    """Rounds of so many clients out of a million, by two workers; how long one took in the mean."""
    shards = VirtualShards(mnist(0)[0], Population(num_clients=1_000_000, least_size=8, most_size=24, alpha=0.3, seed=0))
    changes = {"num_clients": len(shards), "clients_per_round": clients_per_round, "min_clients": 1}
    plan = make_plan("mlp", max(2, NUM_TRAINED // clients_per_round)).model_copy(update=changes)
    seconds = _train(plan, shards, 2) / plan.num_rounds
    return {"seconds": seconds, "clients_per_s": clients_per_round / seconds}


def _pool(num_rounds: int) -> dict[str, float]:
    """So many rounds of the long workload by two workers."""
    plan, shards = _long(num_rounds)
    return {"seconds": _train(plan, shards, 2)}


def _alone(num_rounds: int) -> dict[str, float]:
    """The same in this process alone, once the time has come that SCALING_BEGIN names."""
    plan, shards = _long(num_rounds)
    simulate(plan.model_copy(update={"num_rounds": 1}), shards)
    time.sleep(max(0.0, float(os.environ["SCALING_BEGIN"]) - time.time()))
    started = time.perf_counter()
    simulate(plan, shards)
    return {"seconds": time.perf_counter() - started}


def _long(num_rounds: int) -> tuple[TrainingPlan, list[Examples]]:
    plan = make_plan("mlp", num_rounds)
    changes = {"clients_per_round": CLIENTS_AT_ONCE, "min_clients": CLIENTS_AT_ONCE}
    return plan.model_copy(update=changes), make_shards(plan)[0]


def _train(plan: TrainingPlan, shards: Sequence[Examples], num_workers: int) -> float:
    """The seconds of all rounds; the workers have started and trained a round before."""
    with Pool(plan, shards, num_workers, compute_environment(os.environ, cpu_flags())) as pool:
        first = first_state(plan)
        warm = plan.model_copy(update={"num_rounds": 1, "clients_per_round": 2, "min_clients": 1})
        run_rounds(warm, pool, first, None, lambda _: None)
        began = time.perf_counter()
        run_rounds(plan, pool, first, None, lambda _: None)
        return time.perf_counter() - began


if __name__ == "__main__":
    main()
