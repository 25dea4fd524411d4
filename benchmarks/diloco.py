"""DiLoCo beside synchronous training at H times less communication: `python -m benchmarks.diloco [--json] [--write]`, some ten minutes.

The claim (Douillard et al. 2023, arXiv:2311.08105): eight workers that take H local AdamW steps between two synchronisations, with outer
Nesterov momentum, do as well as workers that synchronise after every step, and exchange H times less; with sparse outer updates in 2 bits
(Sarfi et al. 2025, arXiv:2508.15706; Covenant-72B, arXiv:2603.08163) more than 146 times less again at each synchronisation.
Here: MNIST's 10,000 test digits (`benchmarks.digits`), 8,000 to train on, 8 workers, batches of 16 each, as many steps for everybody, a
perceptron with 128 hidden units. `synchronous` is AdamW on batches of 8·16 of all data, which is what averaging the gradients of eight
batches of 16 computes. Synchronous training keeps the best of four learning rates, every other method the better of two outer steps
at one inner learning rate, by the mean accuracy over the seeds. With a sparse codec the ratio per step counts both: the rarer
synchronisations and the smaller updates.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.digits import mnist, settle_environment
from benchmarks.tables import Claim, Column, Figure, Findings, report_options, tell
from learning.plan import LocalTraining, ModelSpec, Strategy, TrainingPlan

if TYPE_CHECKING:
    from learning.arrays import Float32Array

MODULE = "benchmarks.diloco"
NUM_WORKERS = 8
BATCH_SIZE = 16
SYNCHRONOUS = "synchronous"
SYNCHRONOUS_RATES = (3e-4, 7e-4, 1e-3, 2e-3)
LOCAL_RATE = 1e-3
NESTEROV = (
    Strategy(name="diloco", server_learning_rate=0.7, momentum=0.9),
    Strategy(name="diloco", server_learning_rate=0.7, momentum=0.5),
)
"""The paper's outer step, and one of less momentum."""
MEAN = (Strategy(name="fedavg"), Strategy(name="fedavg", server_learning_rate=0.7))
COLUMNS = (
    Column("trial", "best trial", ""), Column("accuracy", "accuracy", ".4f"), Column("accuracy_std", "±", ".4f"), Column("loss", "loss", ".3f"),
    Column("points_lost", "points lost", ".2f"), Column("times_fewer_per_sync", "per sync", ",.1f"),
    Column("times_fewer_per_step", "per step", ",.0f"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Method:
    """How the workers train: steps between two synchronisations, the outer steps to try, the codec."""

    label: str
    num_local_steps: int
    outer: tuple[Strategy, ...] = NESTEROV
    codec: str = "fp32"


METHODS = (
    Method("averaging H=30", 30, MEAN),
    Method("diloco H=30", 30),
    Method("diloco H=100", 100),
    Method("averaging H=30 topk2b-2pct", 30, MEAN, "topk2b-2pct"),
    Method("diloco H=30 topk2b-2pct", 30, codec="topk2b-2pct"),
    Method("diloco H=30 topk2b-1pct", 30, codec="topk2b-1pct"),
)


@dataclass(frozen=True, slots=True)
class Run:
    """One training: held-out accuracy and loss, and the bytes that one worker sent."""

    accuracy: float
    loss: float
    bytes_a_worker: float


Trial = tuple[float, Strategy]
"""An inner learning rate, and the outer step."""


def main() -> None:
    """Set the compute environment by starting over, then measure and report."""
    parser = report_options(__doc__)
    parser.add_argument("--steps", type=int, default=3000, help="inner steps of each worker, a multiple of 300 (default 3000)")
    parser.add_argument("--alpha", type=float, help="make the workers' data unlike by Dirichlet(alpha) (default: alike)")
    options = parser.parse_args()
    settle_environment(MODULE)
    seeds = range(options.seeds)
    alone = [(rate, MEAN[0]) for rate in SYNCHRONOUS_RATES]
    (rate, _), synchronous = best({trial: [synchronise(seed, options.steps, trial) for seed in seeds] for trial in alone})
    report = {SYNCHRONOUS: {"trial": f"AdamW {rate:g}", **compare(synchronous, synchronous, 1)}}
    for method in METHODS:
        trials = [(LOCAL_RATE, outer) for outer in method.outer]
        (_, outer), runs = best({trial: [run(method, seed, options.steps, trial, options.alpha) for seed in seeds] for trial in trials})
        said = f"lr {outer.server_learning_rate:g}" + (f", momentum {outer.momentum:g}" if outer.name == "diloco" else "")
        report[method.label] = {"trial": said, **compare(runs, synchronous, method.num_local_steps)}
    data = f"unlike, Dirichlet({options.alpha:g})" if options.alpha else "alike"
    findings = Findings("method", report, COLUMNS, claims(report))
    tell(findings, options, MODULE, f"{options.steps} steps, {options.seeds} seeds, the workers' data {data}.")


def synchronise(seed: int, num_steps: int, trial: Trial) -> Run:
    """All data in one place, in batches as large as those of all workers together; what a worker would send after each step."""
    from learning.simulation import simulate

    train, _ = mnist(seed)
    plan = _plan(seed, Method(SYNCHRONOUS, num_steps), num_steps, trial, num_workers=1)
    return _judge(plan, seed, simulate(plan, [train]).weights_P, 4.0 * plan.model.num_parameters * num_steps)


def run(method: Method, seed: int, num_steps: int, trial: Trial, alpha: float | None) -> Run:
    """One training by the simulation that the agents' runs are held to."""
    from learning.partitions.dirichlet import partition_dirichlet
    from learning.partitions.iid import partition_iid
    from learning.randomness import generator
    from learning.simulation import simulate

    train, _ = mnist(seed)
    random = generator(seed, 0, 0, "partition")
    if alpha is None:
        parts = partition_iid(train.labels_N, NUM_WORKERS, random)
    else:
        parts = partition_dirichlet(train.labels_N, NUM_WORKERS, alpha, BATCH_SIZE, random)
    plan = _plan(seed, method, num_steps, trial, num_workers=NUM_WORKERS)
    result = simulate(plan, [train.take(part) for part in parts])
    return _judge(plan, seed, result.weights_P, result.uplink_bytes / NUM_WORKERS)


def best(trials: Mapping[Trial, Sequence[Run]]) -> tuple[Trial, Sequence[Run]]:
    """The trial whose mean accuracy is the largest, and its runs."""
    return max(trials.items(), key=lambda item: sum(one.accuracy for one in item[1]))


def compare(runs: Sequence[Run], synchronous: Sequence[Run], num_local_steps: int) -> dict[str, Figure]:
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


def claims(report: Mapping[str, Mapping[str, Figure]]) -> list[Claim]:
    """What is said of DiLoCo and of sparse outer updates, and what was found."""

    def figures(label: str) -> tuple[float, float, float]:
        found = report[label]
        return float(found["points_lost"] or 0), float(found["times_fewer_per_sync"] or 0), float(found["times_fewer_per_step"] or 0)

    lost, _, per_step = figures("diloco H=30")
    mean_lost, _, _ = figures("averaging H=30")
    few_enough = {label: figures(label)[1] >= 146 and figures(label)[2] >= 4000 for label in report if "topk2b" in label}
    best_sparse = max(few_enough, key=lambda label: (few_enough[label], -figures(label)[0]))
    sparse_lost, sparse_per_sync, sparse_per_step = figures(best_sparse)
    return [
        Claim(
            "Douillard et al. 2023, arXiv:2311.08105", "H local steps do as well as synchronising after each",
            "≤ 0.2 points at ≥ 29 times per step", f"{lost:.2f} points at {per_step:.0f} times", lost <= 0.2 and per_step >= 29,
        ),
        Claim(
            "the same, table 6", "outer Nesterov momentum does better than averaging", "loses less",
            f"{lost:.2f} points, {mean_lost:.2f} by averaging", lost < mean_lost,
        ),
        Claim(
            "Covenant-72B, arXiv:2603.08163; DiLoCo's 500 times per step", "2-bit sparse outer updates at H = 30 cost no quality",
            "≤ 0.2 points at ≥ 146 times per synchronisation and ≥ 4,000 per step",
            f"{best_sparse}: {sparse_lost:.2f} points at {sparse_per_sync:.0f} and {sparse_per_step:,.0f}", sparse_lost <= 0.2 and few_enough[best_sparse],
        ),
    ]  # fmt: skip


def _plan(seed: int, method: Method, num_steps: int, trial: Trial, *, num_workers: int) -> TrainingPlan:
    batch_size = BATCH_SIZE * NUM_WORKERS // num_workers
    return TrainingPlan(
        model=ModelSpec(kind="mlp", layer_sizes=(784, 128, 10)),
        local=LocalTraining(num_steps=method.num_local_steps, batch_size=batch_size, learning_rate=trial[0], optimiser="adamw"),
        codec=method.codec, strategy=trial[1], num_rounds=num_steps // method.num_local_steps,
        num_clients=num_workers, clients_per_round=num_workers, min_clients=num_workers, seed=seed,
    )  # fmt: skip


def _judge(plan: TrainingPlan, seed: int, weights_P: "Float32Array", bytes_a_worker: float) -> Run:
    from learning.evaluation import evaluate

    found = evaluate(plan.model, weights_P, mnist(seed)[1])
    return Run(found.accuracy, found.loss, bytes_a_worker)


if __name__ == "__main__":
    main()
