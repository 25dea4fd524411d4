"""DiLoCo beside synchronous training at H times less communication: `python -m benchmarks.diloco [--json]`.

The claim (Douillard et al. 2023, arXiv:2311.08105): eight workers that take H local AdamW steps between two synchronisations, with outer
Nesterov momentum, do as well as workers that synchronise after every step, also where their data differ, and exchange H times less.
Here: MNIST's 10,000 test digits (`benchmarks.digits`), 8,000 to train on, 8 workers, batches of 16 each, as many steps for everybody, a
perceptron with 128 hidden units. `synchronous` is AdamW on batches of 8·16 of all data, which is what averaging the gradients of eight
batches of 16 computes. Every method is tried with the same inner learning rates and keeps the one whose loss is the smallest over the
seeds. With a sparse codec the ratio per step counts both: the rarer synchronisations and the smaller updates.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.digits import mnist, settle_environment
from learning.plan import LocalTraining, ModelSpec, Strategy, TrainingPlan

if TYPE_CHECKING:
    from learning.arrays import Float32Array

LEARNING_RATES = (5e-4, 1e-3, 2e-3)
NUM_WORKERS = 8
BATCH_SIZE = 16
OUTER = Strategy(name="diloco", server_learning_rate=0.7, momentum=0.9)
SYNCHRONOUS = "synchronous"


@dataclass(frozen=True, slots=True)
class Method:
    """How the workers train: steps between two synchronisations, the outer step, the codec."""

    label: str
    num_local_steps: int
    strategy: Strategy = OUTER
    codec: str = "fp32"


METHODS = (
    Method("averaging H=30", 30, Strategy(name="fedavg")),
    *(Method(f"diloco H={steps}", steps) for steps in (10, 30, 100)),
    *(Method(f"diloco H=30 {codec}", 30, codec=codec) for codec in ("int8", "topk2b-3pct", "topk2b-2pct", "topk2b-1pct")),
)


@dataclass(frozen=True, slots=True)
class Run:
    """One training: held-out accuracy and loss, and the bytes that one worker sent."""

    accuracy: float
    loss: float
    bytes_a_worker: float


def main() -> None:
    """Set the compute environment by starting over, then measure and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--steps", type=int, default=600, help="inner steps of each worker, a multiple of 300 (default 600)")
    parser.add_argument("--seeds", type=int, default=3, help="seeds, from 0 (default 3)")
    parser.add_argument("--alpha", type=float, default=0.3, help="how unlike the workers' data are: Dirichlet(alpha) (default 0.3)")
    options = parser.parse_args()
    settle_environment("benchmarks.diloco")
    seeds = range(options.seeds)
    report: dict[str, dict[str, float]] = {}
    synchronous = best([[synchronise(seed, options.steps, rate) for seed in seeds] for rate in LEARNING_RATES])
    report[SYNCHRONOUS] = compare(synchronous, synchronous, 1)
    for method in METHODS:
        runs = best([[run(method, seed, options.steps, rate, options.alpha) for seed in seeds] for rate in LEARNING_RATES])
        report[method.label] = compare(runs, synchronous, method.num_local_steps)
    print(json.dumps(report, indent=2) if options.json else _as_text(report))


def synchronise(seed: int, num_steps: int, learning_rate: float) -> Run:
    """All data in one place, in batches as large as those of all workers together; what a worker would send after each step."""
    from learning.simulation import simulate

    train, _ = mnist(seed)
    plan = _plan(seed, Method(SYNCHRONOUS, num_steps, Strategy(name="fedavg")), num_steps, learning_rate, num_workers=1)
    return _judge(plan, seed, simulate(plan, [train]).weights_P, 4.0 * plan.model.num_parameters * num_steps)


def run(method: Method, seed: int, num_steps: int, learning_rate: float, alpha: float) -> Run:
    """One training by the simulation that the agents' runs are held to."""
    from learning.partitions.dirichlet import partition_dirichlet
    from learning.randomness import generator
    from learning.simulation import simulate

    train, _ = mnist(seed)
    parts = partition_dirichlet(train.labels_N, NUM_WORKERS, alpha, BATCH_SIZE, generator(seed, 0, 0, "partition"))
    plan = _plan(seed, method, num_steps, learning_rate, num_workers=NUM_WORKERS)
    result = simulate(plan, [train.take(part) for part in parts])
    return _judge(plan, seed, result.weights_P, result.uplink_bytes / NUM_WORKERS)


def best(trials: Sequence[Sequence[Run]]) -> Sequence[Run]:
    """The runs of the learning rate whose mean loss is the smallest."""
    return min(trials, key=lambda runs: sum(one.loss for one in runs))


def compare(runs: Sequence[Run], synchronous: Sequence[Run], num_local_steps: int) -> dict[str, float]:
    """One method's figures, means over the seeds, beside those of synchronous training with the same seeds."""
    import numpy as np

    accuracies = np.array([one.accuracy for one in runs])
    per_step = np.mean([one.bytes_a_worker for one in synchronous]) / np.mean([one.bytes_a_worker for one in runs])
    return {
        "accuracy": float(accuracies.mean()),
        "accuracy_std": float(accuracies.std()),
        "loss": float(np.mean([one.loss for one in runs])),
        "points_lost": float(100 * np.mean([other.accuracy - one.accuracy for one, other in zip(runs, synchronous, strict=True)])),
        "times_fewer_per_sync": float(per_step / num_local_steps),
        "times_fewer_per_step": float(per_step),
    }


def _plan(seed: int, method: Method, num_steps: int, learning_rate: float, *, num_workers: int) -> TrainingPlan:
    batch_size = BATCH_SIZE * NUM_WORKERS // num_workers
    return TrainingPlan(
        model=ModelSpec(kind="mlp", layer_sizes=(784, 128, 10)),
        local=LocalTraining(num_steps=method.num_local_steps, batch_size=batch_size, learning_rate=learning_rate, optimiser="adamw"),
        codec=method.codec, strategy=method.strategy, num_rounds=num_steps // method.num_local_steps,
        num_clients=num_workers, clients_per_round=num_workers, min_clients=num_workers, seed=seed,
    )  # fmt: skip


def _judge(plan: TrainingPlan, seed: int, weights_P: "Float32Array", bytes_a_worker: float) -> Run:
    from learning.evaluation import evaluate

    found = evaluate(plan.model, weights_P, mnist(seed)[1])
    return Run(found.accuracy, found.loss, bytes_a_worker)


def _as_text(report: dict[str, dict[str, float]]) -> str:
    columns = {
        "accuracy": "accuracy", "accuracy_std": "±", "loss": "loss", "points_lost": "points lost",
        "times_fewer_per_sync": "per sync", "times_fewer_per_step": "per step",
    }  # fmt: skip
    forms = (".4f", ".4f", ".4f", ".2f", ",.1f", ",.0f")
    rows = [["method", *columns.values()]]
    for label, found in report.items():
        rows.append([label, *(format(found[key], form) for key, form in zip(columns, forms, strict=True))])
    return "\n".join(f"{row[0]:<24}" + "".join(f"{cell:>13}" for cell in row[1:]) for row in rows)


if __name__ == "__main__":
    main()
